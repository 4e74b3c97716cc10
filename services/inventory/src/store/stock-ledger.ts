import type { Money, Quantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { SourceDocumentType } from '../domain/stock-document.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** A line of the stock ledger as people read it, with what they need of its document. */
export type StockLedgerEntry = {
  readonly id: string
  /** The order in which entries were recorded, over all items. */
  readonly position: bigint
  readonly stockDocumentId: string
  readonly documentType: SourceDocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly sourceLineId: string
  readonly businessDate: string
  readonly recordedAt: Date
  readonly reversal: boolean
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  readonly sequence: bigint
  readonly quantity: Quantity
  readonly value: Money
  readonly clearingValue: Money
  readonly quantityAfter: Quantity
  readonly valueAfter: Money
}

export type StockLayerChange = { readonly layerId: string; readonly quantity: Quantity; readonly value: Money }

type Row = Omit<StockLedgerEntry, 'quantity' | 'value' | 'clearingValue' | 'quantityAfter' | 'valueAfter'> & {
  currency: string
  quantity: string
  value: bigint
  clearingValue: bigint
  quantityAfter: string
  valueAfter: bigint
}

export type LedgerFilter = {
  readonly ids?: readonly string[] | undefined
  readonly documentIds?: readonly string[] | undefined
  readonly itemId?: string | undefined
  readonly valuationAreaId?: string | undefined
  readonly warehouseId?: string | undefined
}

/** Entries newest first, before the one at that position; all that match when `limit` is left out. */
export async function list(
  tx: Tx,
  filter: LedgerFilter,
  page: { before?: string | undefined; limit?: number | undefined } = {},
): Promise<StockLedgerEntry[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select e.id, e.position, d.id as "stockDocumentId", d.document_type as "documentType",
           d.document_id as "documentId", d.document_number as "documentNumber", e.source_line_id as "sourceLineId",
           d.business_date::text as "businessDate", d.recorded_at as "recordedAt", d.reverses_id is not null as reversal,
           e.item_id as "itemId", e.warehouse_id as "warehouseId", e.valuation_area_id as "valuationAreaId", e.sequence,
           d.currency, e.quantity::text, e.value, e.clearing_value as "clearingValue",
           e.quantity_after::text as "quantityAfter", e.value_after as "valueAfter"
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where ${Prisma.join(conditionsOf(filter, page.before), ' and ')}
    order by e.position desc
    limit ${page.limit ?? null}`
  return rows.map(fromRow)
}

/** Only the conditions that were asked for, so that each finds its index. */
function conditionsOf(filter: LedgerFilter, before: string | undefined): Prisma.Sql[] {
  const { ids, documentIds, itemId, valuationAreaId, warehouseId } = filter
  return [
    Prisma.sql`true`,
    ...(ids ? [Prisma.sql`e.id = any (${[...ids]}::uuid[])`] : []),
    ...(documentIds ? [Prisma.sql`d.document_id = any (${[...documentIds]}::uuid[])`] : []),
    ...(itemId ? [Prisma.sql`e.item_id = ${itemId}::uuid`] : []),
    ...(valuationAreaId ? [Prisma.sql`e.valuation_area_id = ${valuationAreaId}::uuid`] : []),
    ...(warehouseId ? [Prisma.sql`e.warehouse_id = ${warehouseId}::uuid`] : []),
    ...(before ? [Prisma.sql`e.position < ${before}::bigint`] : []),
  ]
}

/** What each of these entries added to or took from layers whose receipts the caller may see, in order. */
export async function layerChanges(tx: Tx, entryIds: readonly string[]): Promise<StockLayerChange[][]> {
  const rows = await tx.$queryRaw<
    { stockEntryId: string; layerId: string; quantity: string; value: bigint; currency: string }[]
  >`
    select c.stock_entry_id as "stockEntryId", c.layer_id as "layerId", c.quantity::text, c.value, d.currency
    from stock_layer_change c
    join stock_entry e on e.id = c.stock_entry_id
    join stock_document d on d.id = e.stock_document_id
    join stock_layer l on l.id = c.layer_id
    join stock_entry received on received.id = l.id
    where c.stock_entry_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(entryIds)}::jsonb)))
    order by c.stock_entry_id, c.line_number`
  const changes = Map.groupBy(rows, ({ stockEntryId }) => stockEntryId)
  return entryIds.map((entryId) =>
    (changes.get(entryId) ?? []).map(({ layerId, quantity, value, currency }) => ({
      layerId,
      quantity: readQuantity(quantity),
      value: readMoney(value, currency),
    })),
  )
}

function fromRow({ currency, ...row }: Row): StockLedgerEntry {
  return {
    ...row,
    quantity: readQuantity(row.quantity),
    value: readMoney(row.value, currency),
    clearingValue: readMoney(row.clearingValue, currency),
    quantityAfter: readQuantity(row.quantityAfter),
    valueAfter: readMoney(row.valueAfter, currency),
  }
}
