import type { Sql } from '@erp/service-kit'
import type { DocumentItems } from '../domain/payment-status.ts'

/** Of these documents those of which something is held that was to be posted. Parked messages have an index of their own. */
export async function documentsHeld(tx: Sql, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select document.id
    from (select company_id, payload from platform.inbox
          where status in ('blocked', 'dead', 'waiting_gap') and payload is not null) parked
    cross join lateral (values (payload ->> 'salesInvoiceId'), (payload ->> 'supplierInvoiceId'), (payload ->> 'creditNoteId'))
      as document (id)
    where parked.company_id = any ((select platform.company_ids())::uuid[])
      and document.id = any (array(select jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb)))`
  return new Set(rows.map(({ id }) => id))
}

/** What is owed on each of these documents in all its instalments, late by the calendar of the offices; those that nothing was posted of are left out. */
export function itemsOfDocuments(
  tx: Sql,
  documentType: string,
  documentIds: readonly string[],
): Promise<DocumentItems[]> {
  return tx.$queryRaw`
    select document_id as "documentId", currency, 
           coalesce(sum(original) filter (where coalesce(instalment, 0) = 0), 0)::bigint as original, sum(open)::bigint as open,
           coalesce(bool_or(due_on < (now() at time zone 'Asia/Shanghai')::date) filter (where open <> 0), false) as "isOverdue"
    from open_item
    where document_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb)))
      and document_type = ${documentType} and kind in ('RECEIVABLE', 'PAYABLE')
    group by document_id, currency`
}
