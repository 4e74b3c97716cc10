import type { Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import { divideByInstalments, type UndividedItem } from '../domain/open-item-instalments.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import type { Schedule } from '../domain/posting-facts.ts'

interface Undivided extends UndividedItem {
  readonly documentId: string
  readonly schedule: Schedule
  readonly divided: bigint
}

/**
 * Lets what is owed on documents that fall due in parts pass to one item for each instalment. Of a document whose voucher comes
 * before the event that tells its instalments, once that is posted. What takes a document back stays whole.
 */
export async function divideOpenItems(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const documents = vouchers.flatMap(({ documentType, documentId }) =>
    documentType === 'SALES_INVOICE' || documentType === 'SUPPLIER_INVOICE' ? [{ documentType, documentId }] : [],
  )
  if (documents.length === 0) return
  const items = await tx.$queryRaw<Undivided[]>`
    with document as (
      select distinct "documentType" as type, "documentId" as id
      from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb) as r("documentType" text, "documentId" uuid)),
    told as (
      select distinct on (type, d.id) type, d.id, f.facts -> 'schedule' as schedule
      from document d join voucher v on v.document_id = d.id and v.document_type = type and v.revision = 1
      join posting_fact f on f.source_type = v.source_type and f.source_id = v.source_id and f.purpose = v.purpose
        and f.revision = v.revision
      where f.facts -> 'schedule' is not null)
    select i.id, i.kind, i.currency, i.base_currency as "baseCurrency", i.original, i.open, i.carrying,
      i.document_id as "documentId", schedule, (
        select coalesce(sum(other.original), 0)::bigint from open_item other
        where other.document_id = told.id and other.document_type = type and other.kind = i.kind
          and other.currency = i.currency and other.instalment = 0) as divided
    from told join open_item i on i.document_id = told.id and i.document_type = type
    join voucher v on v.id = i.voucher_id and v.revision = 1 and v.reverses_id is null
    where i.instalment is null and i.open <> 0 and i.kind in ('RECEIVABLE', 'PAYABLE')
    order by i.posting_date, i.voucher_id, i.line_number`
  const byDocument = Map.groupBy(items, ({ documentId, kind, currency }) => `${documentId} ${kind} ${currency}`)
  const parts = [...byDocument.values()].flatMap((own) =>
    own[0] ? divideByInstalments(own, own[0].schedule, own[0].divided) : [],
  )
  await passToParts(tx, parts)
}

async function passToParts(tx: Sql, parts: ReturnType<typeof divideByInstalments>): Promise<void> {
  if (parts.length === 0) return
  const settlements = new Map(parts.map(({ itemId }) => [itemId, newId()]))
  const rows = parts.map((part) => ({
    ...{ ...part, id: newId(), settlementId: settlements.get(part.itemId) },
    ...{ amount: part.amount.toString(), carrying: part.carrying.toString(), discount: part.discount.toString() },
  }))
  await tx.$executeRaw`
    with part as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id uuid, "itemId" uuid, "settlementId" uuid, instalment int, "dueOn" date, amount bigint, carrying bigint,
             discount bigint, "discountThrough" date)),
    whole as (
      select "itemId" as item_id, "settlementId" as settlement_id, sum(amount)::bigint as amount,
        sum(carrying)::bigint as carrying
      from part group by 1, 2),
    passed as (
      insert into settlement (id, company_id, method, settled_on)
      select settlement_id, company_id, 'INSTALMENTS', last_moved_on from whole join open_item i on i.id = item_id),
    made as (
      insert into open_item (id, company_id, kind, account_id, party_id, voucher_id, line_number, instalment,
                             document_type, document_id, document_number, source_document_id, business_date,
                             posting_date, due_on, currency, base_currency, original, original_base, open, carrying,
                             discount, discount_through, last_moved_on, side, warehouse_ids)
      select part.id, company_id, kind, account_id, party_id, voucher_id, line_number, part.instalment, document_type,
             document_id, document_number, source_document_id, business_date, last_moved_on, "dueOn", currency,
             base_currency, part.amount, part.carrying, part.amount, part.carrying, part.discount, "discountThrough", last_moved_on, side, warehouse_ids
      from part join open_item i on i.id = "itemId"),
    moved as (
      insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, settlement_id)
      select company_id, item_id, 'SETTLEMENT', last_moved_on, -whole.amount, -whole.carrying, settlement_id
      from whole join open_item i on i.id = item_id
      union all
      select company_id, part.id, 'ORIGIN', last_moved_on, part.amount, part.carrying, "settlementId"
      from part join open_item i on i.id = "itemId")
    update open_item i
    set open = i.open - whole.amount, carrying = i.carrying - whole.carrying, instalment = 0, version = i.version + 1
    from whole where i.id = item_id`
}
