import { decimalColumn, StaleDocument } from '@erp/service-kit'
import { currency, isId, money } from '@erp/values'
import type { Customer } from '../domain/customer.ts'
import type { Customer as StoredCustomer } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

/** A row without its tax number, which is sealed and kept apart. */
type CustomerRow = Omit<StoredCustomer, 'taxNumber' | 'sealedTaxNumber' | 'taxNumberIndex'>

const omit = { taxNumber: true, sealedTaxNumber: true, taxNumberIndex: true } as const

/** Stores a new customer. False when its code is taken in its company. */
export async function insertCustomer(tx: Tx, customer: Customer): Promise<boolean> {
  const { count } = await tx.customer.createMany({ data: [toRow(customer)], skipDuplicates: true })
  return count === 1
}

/** Stores a changed customer over the version before. Throws StaleDocument when somebody else was faster. */
export async function saveCustomer(tx: Tx, customer: Customer): Promise<void> {
  const { id, version } = customer
  const { count } = await tx.customer.updateMany({ where: { id, version: version - 1 }, data: toRow(customer) })
  if (count === 0) throw new StaleDocument('customer', id)
}

export async function findCustomer(tx: Tx, id: string): Promise<Customer | undefined> {
  return (await findCustomers(tx, [id]))[0]
}

/** The customer as it is once everybody who was changing its limit has ended; whoever else wants to waits for this transaction. */
export async function lockCustomer(tx: Tx, id: string): Promise<Customer | undefined> {
  if (!isId(id)) return undefined
  await tx.$executeRaw`select id from customer where id = ${id}::uuid for no key update`
  return findCustomer(tx, id)
}

/** Those of these ids that the scope of the transaction shows, in no order; what is no id finds nothing. */
export async function findCustomers(tx: Tx, ids: readonly string[]): Promise<Customer[]> {
  const rows = await tx.customer.findMany({ where: { id: { in: ids.filter(isId) } }, omit })
  return rows.map(fromRow)
}

/** One page by code, after the code given. */
export async function listCustomers(
  tx: Tx,
  page: { readonly limit: number; readonly afterCode?: string | undefined; readonly active?: boolean | undefined },
): Promise<Customer[]> {
  const rows = await tx.customer.findMany({
    where: {
      ...(page.afterCode === undefined ? {} : { code: { gt: page.afterCode } }),
      ...(page.active === undefined ? {} : { active: page.active }),
    },
    orderBy: { code: 'asc' },
    take: page.limit,
    omit,
  })
  return rows.map(fromRow)
}

function toRow({ name, creditLimit, discountPercent, ...facts }: Customer) {
  return {
    ...{ ...facts, nameZh: name.zh, nameEn: name.en, discountPercent: discountPercent.toFixed() },
    ...{ creditLimitMinor: creditLimit?.minor ?? null, creditLimitCurrency: creditLimit?.currency ?? null },
  }
}

function fromRow({ nameZh, nameEn, creditLimitMinor, creditLimitCurrency, ...facts }: CustomerRow): Customer {
  const hasLimit = creditLimitMinor !== null && creditLimitCurrency !== null
  return {
    ...{ ...facts, name: { zh: nameZh, en: nameEn }, currency: currency(facts.currency) },
    discountPercent: decimalColumn(facts.discountPercent),
    creditLimit: hasLimit ? money(creditLimitMinor, currency(creditLimitCurrency)) : null,
  }
}
