import { isId, type Money } from '@erp/values'
import { type DisposalLine, differingEvents, type StockDifference } from '../domain/stock-difference.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** Which differences: those of one document, those named, or those of all documents that wait. */
export type DifferenceFilter = {
  readonly documentId?: string | undefined
  readonly ids?: readonly string[] | undefined
  readonly openOnly?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/** A difference with the decision on it, if there is one in force. */
export type ShownDifference = StockDifference & { readonly disposalId: string | null }

/** A line of a decision, with its difference as it is now. */
export type ShownLine = DisposalLine & { readonly difference: ShownDifference }

/** Keeps what differs, and lets go of what was taken back; called with every stock document that is recorded. */
export async function keep(tx: Tx, documents: readonly StockDocument[]): Promise<void> {
  const differing = documents.filter(({ eventKind, adjustsId }) => differingEvents.has(eventKind) && adjustsId === null)
  const found = differing
    .filter(({ reversesId }) => reversesId === null)
    .flatMap(({ companyId, documentId, entries }) =>
      entries
        .filter(({ clearingValue }) => clearingValue.minor !== 0n)
        .map(({ id, warehouseId }) => ({ id, companyId, documentId, warehouseId })),
    )
  if (found.length > 0)
    await tx.$executeRaw`
      insert into stock_difference (stock_entry_id, company_id, document_id, warehouse_id)
      select id, "companyId", "documentId", "warehouseId"
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f(
        id uuid, "companyId" uuid, "documentId" uuid, "warehouseId" uuid)`
  const takenBack = differing.flatMap(({ reversesId }) => reversesId ?? [])
  if (takenBack.length > 0)
    await tx.$executeRaw`
      update stock_difference d set taken_back = true
      from stock_entry e
      where e.id = d.stock_entry_id and e.stock_document_id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(takenBack)}::jsonb)))`
}

/** What of a document waits for a decision, locked, in the order of the ledger; or of those named. */
export async function lockOpen(
  tx: Tx,
  { documentId, ids }: { readonly documentId: string; readonly ids: readonly string[] | undefined },
): Promise<StockDifference[]> {
  await tx.$queryRaw`
    select 1 from stock_difference where document_id = ${documentId}::uuid and disposal_id is null and not taken_back
    order by stock_entry_id for no key update`
  return list(tx, { documentId, ids, openOnly: true })
}

/** Whether a decision on a difference of the document is in force. */
export async function isDisposed(tx: Tx, documentId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from stock_difference where document_id = ${documentId}::uuid and disposal_id is not null limit 1`
  return rows.length > 0
}

/** Oldest first. */
export async function list(
  tx: Tx,
  { documentId, ids, openOnly = false, after, limit }: DifferenceFilter,
): Promise<ShownDifference[]> {
  const wanted = ids === undefined ? null : JSON.stringify(ids.filter(isId))
  const rows = await tx.$queryRaw<Row[]>`
    select f.stock_entry_id as id, f.disposal_id as "disposalId", d.document_type as "documentType",
           d.document_id as "documentId", d.document_number as "documentNumber", d.business_date::text as "businessDate",
           d.currency, e.source_line_id as "sourceLineId", e.item_id as "itemId", i.item_class as "itemClass",
           e.warehouse_id as "warehouseId", e.valuation_area_id as "valuationAreaId", e.quantity::text, e.value as "goodsValue",
           e.clearing_value as value
    from stock_difference f
    join stock_entry e on e.id = f.stock_entry_id
    join stock_document d on d.id = e.stock_document_id
    join item i on i.id = e.item_id
    where (${documentId ?? null}::uuid is null or f.document_id = ${documentId ?? null}::uuid)
      and (${wanted}::jsonb is null
           or f.stock_entry_id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb))))
      and (not ${openOnly}::boolean or f.disposal_id is null and not f.taken_back)
      and (${after ?? null}::uuid is null or f.stock_entry_id > ${after ?? null}::uuid)
    order by f.stock_entry_id
    limit ${limit ?? null}::int`
  return rows.map(({ currency, goodsValue, value, quantity, ...row }) => ({
    ...row,
    quantity: readQuantity(quantity),
    goodsValue: readMoney(goodsValue, currency),
    value: readMoney(value, currency),
  }))
}

/** Says which decision is in force for these, or that none is any more. */
export async function decide(tx: Tx, ids: readonly string[], disposalId: string | null): Promise<void> {
  await tx.$executeRaw`
    update stock_difference set disposal_id = ${disposalId}::uuid
    where stock_entry_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`
}

/** The lines of these decisions, in the order of the ledger. */
export async function linesOf(
  tx: Tx,
  disposals: readonly { readonly id: string }[],
): Promise<(ShownLine & { documentId: string })[]> {
  const rows = await tx.$queryRaw<{ documentId: string; id: string; clearedValue: bigint; inputVat: bigint }[]>`
    select document_id as "documentId", stock_entry_id as id, cleared_value as "clearedValue", input_vat as "inputVat"
    from stock_difference_disposal_line
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(disposals.map(({ id }) => id))}::jsonb)))
    order by document_id, stock_entry_id`
  const differences = await list(tx, { ids: [...new Set(rows.map(({ id }) => id))] })
  const byId = new Map<string, ShownDifference>(differences.map((difference) => [difference.id, difference]))
  return rows.flatMap(({ documentId, id, clearedValue, inputVat }) => {
    const difference = byId.get(id)
    if (!difference) return []
    const money = (minor: bigint): Money => readMoney(minor, difference.value.currency)
    return [{ documentId, difference, clearedValue: money(clearedValue), inputVat: money(inputVat) }]
  })
}

type Row = Omit<ShownDifference, 'quantity' | 'goodsValue' | 'value'> & {
  currency: string
  quantity: string
  goodsValue: bigint
  value: bigint
}
