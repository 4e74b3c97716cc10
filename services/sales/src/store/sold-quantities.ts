import { asQuantity, Decimal, lastDayOf, type Period } from '@erp/values'
import type { SoldHistory } from '../domain/sales-forecast.ts'
import type { Tx } from './database.ts'

/** An item with what was sold of it. */
export type SoldItem = SoldHistory & { readonly itemId: string; readonly itemCode: string }

export type SoldScope = {
  readonly companyId: string
  readonly from: Period
  readonly period: Period
  readonly itemId: string | null
  readonly customerId: string | null
  readonly warehouseId: string | null
}

type Row = Pick<SoldItem, 'itemId' | 'itemCode' | 'firstMoved'> & {
  readonly months: readonly (readonly [period: Period, quantity: string])[]
  readonly priced: string
  readonly net: string
}

/**
 * Items that were ever sold, by code, with what went out of them in each month and did not come back; gifts are not sold. The
 * deliveries of an item are found by the item; those out of the caller's reach are none.
 */
export async function soldOfItems(
  tx: Tx,
  { companyId, from, period, itemId, customerId, warehouseId }: SoldScope,
  { after, limit }: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<SoldItem[]> {
  const [itemCode = null] = after ?? []
  const rows = await tx.$queryRaw<Row[]>`
    select i.item_id as "itemId", i.code as "itemCode", sold.*
    from item_replica i cross join lateral (
      select min(month.period) as "firstMoved",
        coalesce(jsonb_agg(jsonb_build_array(month.period, month.quantity::text))
          filter (where month.quantity <> 0 and month.period >= ${from}), '[]') as months,
        coalesce(sum(month.quantity) filter (where month.period >= ${from}), 0)::text as priced,
        coalesce(sum(month.net) filter (where month.period >= ${from}), 0)::text as net
      from (
        select to_char(went.delivered_on, 'YYYY-MM') as period, sum(line.base_quantity - line.returned_base_quantity) as quantity,
          sum((line.base_quantity - line.returned_base_quantity) * ordered.net_minor / ordered.base_quantity) as net
        from delivery_line line
        join delivery went on went.id = line.delivery_id and went.kind = 'SALE' and went.status = 'CONFIRMED'
        join sales_order_line ordered on ordered.id = line.sales_order_line_id
        where line.company_id = ${companyId}::uuid and line.item_id = i.item_id
          and went.delivered_on <= ${lastDayOf(period)}::date
          and (${customerId}::uuid is null or went.customer_id = ${customerId}::uuid)
          and (${warehouseId}::uuid is null or went.warehouse_id = ${warehouseId}::uuid)
        group by 1) month) sold
    where i.company_id = ${companyId}::uuid and sold."firstMoved" is not null
      and (${itemId}::uuid is null or i.item_id = ${itemId}::uuid)
      and (${itemCode}::text is null or i.code > ${itemCode}::text)
    order by i.code limit ${limit}::int`
  return rows.map(({ months, priced, net, ...item }) => ({
    ...item,
    demand: new Map(months.map(([month, quantity]) => [month, asQuantity(new Decimal(quantity))])),
    priced: { quantity: asQuantity(new Decimal(priced)), net: new Decimal(net) },
  }))
}
