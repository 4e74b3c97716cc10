import type { ItemId } from '../domain/item.ts'
import type { StillOut } from '../domain/sales-return.ts'
import type { ValuationAreaId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** Where the goods of these delivery lines left from: lock those balances before asking what is still out. */
export async function leftFrom(
  tx: Tx,
  deliveryLineIds: readonly string[],
): Promise<{ itemId: ItemId; valuationAreaId: ValuationAreaId }[]> {
  return tx.$queryRaw`
    select distinct e.item_id as "itemId", e.valuation_area_id as "valuationAreaId"
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where d.document_type = 'DELIVERY'
      and e.source_line_id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(deliveryLineIds)}::jsonb)))`
}

/**
 * What of these delivery lines customers still have, at what it cost when it left: what was delivered, taken back deliveries
 * and true-ups of cost included, less what came back, at that cost whatever the goods are worth in stock since.
 */
export async function stillOut(tx: Tx, deliveryLineIds: readonly string[]): Promise<StillOut> {
  const ids = JSON.stringify(deliveryLineIds)
  const rows = await tx.$queryRaw<
    { deliveryLineId: string; itemId: ItemId; quantity: string; value: bigint; currency: string }[]
  >`
    select moved.line_id as "deliveryLineId", moved.item_id as "itemId", (-sum(moved.quantity))::text as quantity,
           (-sum(moved.value))::bigint as value, moved.currency
    from (
      select e.source_line_id as line_id, e.item_id, e.quantity, e.value, d.currency
      from stock_entry e join stock_document d on d.id = e.stock_document_id
      where d.document_type = 'DELIVERY'
        and e.source_line_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
      union all
      select e.origin_line_id, e.item_id, e.quantity, e.clearing_value, d.currency
      from stock_entry e join stock_document d on d.id = e.stock_document_id
      where d.event_kind in ('SALES_RETURN', 'SHIPPED_GOODS_RETURNED') and e.origin_line_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))) as moved
    group by moved.line_id, moved.item_id, moved.currency`
  return new Map(
    rows.map(({ deliveryLineId, itemId, quantity, value, currency }) => [
      deliveryLineId,
      { itemId, quantity: readQuantity(quantity), value: readMoney(value, currency) },
    ]),
  )
}
