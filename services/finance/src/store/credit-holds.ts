import type { Sql } from '@erp/service-kit'
import { type Currency, type Money, money } from '@erp/values'
import { type CreditHold, chargesByOrder } from '../domain/credit-hold.ts'
import { findFacts, type PostingSource } from './posting-facts.ts'

/** A hold with what became of it. */
export interface StoredHold extends CreditHold {
  /** What posted invoices charge for the document. */
  readonly charged: Money
  readonly heldAt: Date
}

/** Holds credit for a document, in place of what it held before. */
export async function placeHold(tx: Sql, hold: CreditHold, heldAt: Date): Promise<void> {
  const { companyId, documentType, documentId, documentNumber, customerId, amount, despiteLimit } = hold
  await tx.$executeRaw`
    insert into credit_hold as hold (document_id, company_id, document_type, document_number, customer_id, currency, amount,
                                     despite_limit, held_at)
    values (${documentId}::uuid, ${companyId}::uuid, ${documentType}, ${documentNumber}, ${customerId}::uuid,
            ${amount.currency}, ${amount.minor}, ${despiteLimit}, ${heldAt})
    on conflict (document_id) do update
    set amount = excluded.amount, despite_limit = excluded.despite_limit, held_at = excluded.held_at, ended_at = null`
}

/** Nothing is held for the document any more; says nothing new of one that never held anything. */
export async function endHold(tx: Sql, documentId: string, endedAt: Date): Promise<void> {
  await tx.$executeRaw`
    update credit_hold set ended_at = ${endedAt} where document_id = ${documentId}::uuid and ended_at is null`
}

/**
 * Shrinks the holds of orders whose invoices were just posted, for the receivable stands in their place now; those taken
 * back make them grow again. In the transaction of the posting, so that nothing is counted twice or not at all.
 */
export async function chargeHolds(tx: Sql, posted: readonly PostingSource[]): Promise<void> {
  const invoices = posted.filter(({ purpose }) => purpose === 'SALES_INVOICE')
  if (invoices.length === 0) return
  const charges = chargesByOrder(await findFacts(tx, invoices))
  if (charges.size === 0) return
  const rows = [...charges].map(([documentId, { minor }]) => ({ documentId, charged: minor.toString() }))
  await tx.$executeRaw`
    with charge as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("documentId" uuid, charged bigint)
    ), locked as (
      select document_id from credit_hold where document_id in (select "documentId" from charge)
      order by document_id for no key update
    )
    update credit_hold hold set charged = hold.charged + charge.charged
    from charge join locked on locked.document_id = charge."documentId"
    where hold.document_id = charge."documentId"`
}

/** What is held of a customer's credit, in the order of the documents' ids. */
export async function listHolds(
  tx: Sql,
  customerId: string,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<StoredHold[]> {
  const rows = await tx.$queryRaw<HoldRow[]>`
    select company_id, document_type, document_id, document_number, customer_id, currency, amount, charged, despite_limit,
           held_at
    from credit_hold
    where customer_id = ${customerId}::uuid and ended_at is null and amount > charged
      and (${page.after ?? null}::uuid is null or document_id > ${page.after ?? null}::uuid)
    order by document_id limit ${page.limit}::int`
  return rows.map((row) => ({
    ...{ companyId: row.company_id, documentType: row.document_type, documentId: row.document_id },
    ...{ documentNumber: row.document_number, customerId: row.customer_id, despiteLimit: row.despite_limit },
    ...{ amount: money(row.amount, row.currency), charged: money(row.charged, row.currency), heldAt: row.held_at },
  }))
}

interface HoldRow {
  readonly company_id: string
  readonly document_type: string
  readonly document_id: string
  readonly document_number: string
  readonly customer_id: string
  readonly currency: Currency
  readonly amount: bigint
  readonly charged: bigint
  readonly despite_limit: boolean
  readonly held_at: Date
}
