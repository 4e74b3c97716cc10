import type { Sql } from '@erp/service-kit'
import type { CashDocument } from '../domain/cash-document.ts'
import { findCashDocuments } from './cash-documents.ts'

/** A payment or receipt with the claim or advance it is for. */
export type PaymentOf = CashDocument & { readonly paysId: string }

/** The payments of claims that were posted, also those taken back since, the first first. */
export async function paymentsOfClaims(tx: Sql, claimIds: readonly string[]): Promise<PaymentOf[]> {
  const links = await tx.$queryRaw<{ paysId: string; id: string }[]>`
    select distinct i.document_id as "paysId", d.id
    from open_item i join cash_document_item part on part.open_item_id = i.id
    join cash_document d on d.id = part.cash_document_id and d.status in ('POSTED', 'REVERSED')
    where i.document_id = any (${claimIds}::uuid[]) and i.document_type = 'EXPENSE_CLAIM' and i.kind = 'OWED_TO_EMPLOYEE'`
  return documentsOf(tx, links)
}

/** The payments that gave advances and the receipts that brought something of them back, the first first. */
export async function paymentsOfAdvances(tx: Sql, advanceIds: readonly string[]): Promise<PaymentOf[]> {
  const links = await tx.$queryRaw<{ paysId: string; id: string }[]>`
    select a.id as "paysId", a.cash_document_id as id from employee_advance a
    where a.id = any (${advanceIds}::uuid[]) and a.cash_document_id is not null
    union
    select a.id, d.id from employee_advance a
    join cash_document_item part on part.open_item_id = a.open_item_id
    join cash_document d on d.id = part.cash_document_id and d.status in ('POSTED', 'REVERSED')
    where a.id = any (${advanceIds}::uuid[])`
  return documentsOf(tx, links)
}

async function documentsOf(
  tx: Sql,
  links: readonly { readonly paysId: string; readonly id: string }[],
): Promise<PaymentOf[]> {
  const ids = [...new Set(links.map(({ id }) => id))]
  const found = new Map((await findCashDocuments(tx, ids)).map((document) => [document.id, document]))
  return links
    .flatMap(({ paysId, id }) => {
      const document = found.get(id)
      return document ? [{ ...document, paysId }] : []
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}
