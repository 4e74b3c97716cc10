import { decimalColumn, idsIn, StaleDocument } from '@erp/service-kit'
import type { TermInstalment } from '@erp/values'
import type { PaymentTerm } from '../domain/payment-term.ts'
import type { PaymentTerm as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findPaymentTerm(tx: Tx, paymentTermId: string): Promise<PaymentTerm | undefined> {
  const [term] = await findPaymentTerms(tx, [paymentTermId])
  return term
}

export async function findPaymentTerms(tx: Tx, paymentTermIds: readonly string[]): Promise<PaymentTerm[]> {
  return (await tx.paymentTerm.findMany({ where: { id: { in: idsIn(paymentTermIds) } } })).map(toTerm)
}

/** One page by code, after the code given. */
export async function listPaymentTerms(
  tx: Tx,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string | undefined; readonly active: boolean | null | undefined },
): Promise<PaymentTerm[]> {
  const rows = await tx.paymentTerm.findMany({
    where: {
      companyId,
      ...(page.afterCode === undefined ? {} : { code: { gt: page.afterCode } }),
      ...(page.active == null ? {} : { active: page.active }),
    },
    orderBy: { code: 'asc' },
    take: page.limit,
  })
  return rows.map(toTerm)
}

/** Stores a new term. False when its code is taken in its company. */
export async function insertPaymentTerm(
  tx: Tx,
  { name, instalments, earlyPayment, ...term }: PaymentTerm,
): Promise<boolean> {
  const row = {
    ...term,
    nameZh: name.zh,
    nameEn: name.en,
    instalments: instalments.map((one) => ({ ...one })),
    ...{ discountPercent: earlyPayment?.percent.toFixed() ?? null, discountDays: earlyPayment?.days ?? null },
  }
  const { count } = await tx.paymentTerm.createMany({ data: [row], skipDuplicates: true })
  return count === 1
}

/** Writes the next version of what may change. Throws StaleDocument when it is not the one that was read. */
export async function savePaymentTerm(tx: Tx, term: PaymentTerm): Promise<PaymentTerm> {
  const { id, name, active, version } = term
  const { count } = await tx.paymentTerm.updateMany({
    where: { id, version },
    data: { nameZh: name.zh, nameEn: name.en, active, version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('payment term', id)
  return { ...term, version: version + 1 }
}

function toTerm({ nameZh, nameEn, instalments, discountPercent, discountDays, ...row }: Row): PaymentTerm {
  const hasDiscount = discountPercent !== null && discountDays !== null
  return {
    ...{ ...row, name: { zh: nameZh, en: nameEn }, instalments: instalments as unknown as TermInstalment[] },
    earlyPayment: hasDiscount ? { percent: decimalColumn(discountPercent), days: discountDays } : null,
  }
}
