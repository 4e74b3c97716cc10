import { asQuantity, Decimal, type Quantity, zeroQuantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { Tx } from './database.ts'

/** A purchase order as procurement tells it; lines of an order that is not open count nothing. */
export type OrderCopy = {
  readonly companyId: string
  readonly purchaseOrderId: string
  readonly version: number
  readonly lines: readonly { readonly lineId: string; readonly itemId: string; readonly quantity: string }[]
}

/** A line of a confirmed receipt, by the order line it fulfils. */
export type ReceiptLineCopy = {
  readonly goodsReceiptLineId: string
  readonly companyId: string
  readonly purchaseOrderLineId: string
  readonly quantity: string
}

/** Keeps the newest version of each order's lines; a line that is gone from it is expected no longer. */
export async function replicateOrders(tx: Tx, orders: readonly OrderCopy[]): Promise<void> {
  await tx.$executeRaw`
    with told as (
      select o."purchaseOrderId", o."companyId", o.version, l."lineId", l."itemId", l.quantity
      from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as o(
        "purchaseOrderId" uuid, "companyId" uuid, version int, lines jsonb)
      cross join jsonb_to_recordset(o.lines) as l("lineId" uuid, "itemId" uuid, quantity numeric)),
    gone as (
      update replicated_order_line known set quantity = 0, version = o.version
      from (select distinct "purchaseOrderId", version from told) as o
      where known.purchase_order_id = o."purchaseOrderId" and known.version < o.version
        and not exists (select from told where told."lineId" = known.line_id))
    insert into replicated_order_line as known (line_id, company_id, purchase_order_id, item_id, quantity, version)
    select distinct on ("lineId") "lineId", "companyId", "purchaseOrderId", "itemId", quantity, version
    from told order by "lineId", version desc
    on conflict (line_id) do update
    set item_id = excluded.item_id, quantity = excluded.quantity, version = excluded.version
    where known.version < excluded.version`
}

/** Notes what arrived, each line once. */
export async function replicateReceipts(tx: Tx, lines: readonly ReceiptLineCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into replicated_receipt_line (goods_receipt_line_id, company_id, purchase_order_line_id, quantity)
    select "goodsReceiptLineId", "companyId", "purchaseOrderLineId", quantity
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r(
      "goodsReceiptLineId" uuid, "companyId" uuid, "purchaseOrderLineId" uuid, quantity numeric)
    on conflict do nothing`
}

/** What of each item is ordered and has not arrived, in base units. What came beyond an order makes up for nothing else. */
export async function expectedOf(tx: Tx, itemIds: readonly string[]): Promise<Map<string, Quantity>> {
  const rows = await tx.$queryRaw<{ itemId: ItemId; expected: string }[]>`
    select o.item_id as "itemId", sum(greatest(o.quantity - coalesce(r.received, 0), 0))::text as expected
    from replicated_order_line o
    left join lateral (
      select sum(quantity) as received from replicated_receipt_line r where r.purchase_order_line_id = o.line_id) r on true
    where o.quantity > 0
      and o.item_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)))
    group by o.item_id`
  const expected = new Map<string, Quantity>(rows.map((row) => [row.itemId, asQuantity(new Decimal(row.expected))]))
  return new Map(itemIds.map((itemId) => [itemId, expected.get(itemId) ?? zeroQuantity]))
}
