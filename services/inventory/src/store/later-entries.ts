import type { BusinessDate } from '@erp/values'
import type { LaterEntry } from '../domain/catch-up.ts'
import type { ItemId } from '../domain/item.ts'
import { type StockKey, stockKey } from '../domain/stock-document.ts'
import type { ValuationAreaId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** A day that goods of an item came in. */
export type Arrival = {
  readonly itemId: ItemId
  readonly valuationAreaId: ValuationAreaId
  readonly businessDate: BusinessDate
}

/**
 * What is dated after these arrivals, by day and place in the ledger, of moving averages; empty where nothing was recorded
 * out of the order of its days.
 */
export async function after(tx: Tx, arrivals: readonly Arrival[]): Promise<Map<StockKey, LaterEntry[]>> {
  const rows = await tx.$queryRaw<Row[]>`
    select e.id, e.item_id as "itemId", e.valuation_area_id as "valuationAreaId", e.stock_document_id as "stockDocumentId",
           e.source_line_id as "sourceLineId", d.event_kind as "eventKind", e.business_date::text as "businessDate",
           d.adjusts_id as "adjustsId", e.quantity::text, e.value, d.currency,
           e.origin_line_id as "originLineId",
           d.reverses_id is not null or exists (select from stock_document back where back.reverses_id = d.id) as "takenBack",
           exists (select from stock_entry back
                   where back.origin_line_id = e.source_line_id and back.quantity > 0
                     and back.valuation_area_id <> e.valuation_area_id) as "returnedElsewhere"
    from jsonb_to_recordset(${JSON.stringify(arrivals)}::jsonb) as a(
      "itemId" uuid, "valuationAreaId" uuid, "businessDate" date)
    join item i on i.id = a."itemId" and i.costing = 'MOVING_AVERAGE'
    join stock_entry e
      on e.item_id = i.id and e.valuation_area_id = a."valuationAreaId" and e.business_date > a."businessDate"
    join stock_document d on d.id = e.stock_document_id
    order by e.business_date, e.position`
  return Map.groupBy(
    rows.map(({ currency, quantity, value, ...row }) => ({
      ...row,
      quantity: readQuantity(quantity),
      value: readMoney(value, currency),
    })),
    stockKey,
  )
}

type Row = Omit<LaterEntry, 'quantity' | 'value'> & {
  itemId: ItemId
  valuationAreaId: ValuationAreaId
  quantity: string
  value: bigint
  currency: string
}
