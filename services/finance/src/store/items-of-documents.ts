import type { Sql } from '@erp/service-kit'
import type { DocumentItems } from '../domain/payment-status.ts'

/** What is owed on each of these documents, late by the calendar of the offices; those that nothing was posted of are left out. */
export function itemsOfDocuments(
  tx: Sql,
  documentType: string,
  documentIds: readonly string[],
): Promise<DocumentItems[]> {
  return tx.$queryRaw`
    select document_id as "documentId", currency, sum(original)::bigint as original, sum(open)::bigint as open,
           coalesce(bool_or(due_on < (now() at time zone 'Asia/Shanghai')::date) filter (where open <> 0), false) as "isOverdue"
    from open_item
    where document_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb)))
      and document_type = ${documentType} and kind in ('RECEIVABLE', 'PAYABLE')
    group by document_id, currency`
}
