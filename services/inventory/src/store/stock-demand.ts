import type { DemandHistory, Period, Quantity } from '@erp/values'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import { issuing, returning, stockNow } from './item-turnover.ts'
import { inWarehouse, itemsIn, type SummaryScope } from './movement-summary.ts'

/** An item with what it was needed for and what there is of it now. */
export type ItemDemand = DemandHistory & {
  readonly itemId: string
  readonly itemCode: string
  readonly onHand: Quantity
}

type Row = Pick<ItemDemand, 'itemId' | 'itemCode' | 'firstMoved'> & {
  readonly onHand: string
  readonly months: readonly (readonly [period: Period, demand: string])[]
}

/** Items that ever moved, by code, with the demand of each month of the scope, from kept totals. */
export async function demandOfItems(
  tx: Tx,
  scope: SummaryScope,
  { after, limit }: { readonly after?: readonly string[] | undefined; readonly limit: number },
): Promise<ItemDemand[]> {
  const { companyId, from, period } = scope
  const [itemCode = null] = after ?? []
  const rows = await tx.$queryRaw<Row[]>`
    with page as (
      select i.id as item_id, i.code, now.quantity
      from item i cross join lateral (${stockNow(scope)}) as now
      where i.company_id = ${companyId}::uuid and now.places > 0 ${itemsIn(scope)}
        and (${itemCode}::text is null or i.code > ${itemCode}::text)
      order by i.code
      limit ${limit}
    ), moved as (
      select page.item_id, t.period,
             coalesce(sum(t.out_quantity) filter (where t.event_kind in ${issuing}), 0)
               - coalesce(sum(t.in_quantity) filter (where t.event_kind in ${returning}), 0) as demand
      from page join item_turnover t on t.item_id = page.item_id and t.period between ${from} and ${period}
        ${inWarehouse(scope)}
      group by 1, 2)
    select page.item_id as "itemId", code as "itemCode", page.quantity::text as "onHand",
           (select min(t.period) from item_turnover t where t.item_id = page.item_id ${inWarehouse(scope)}) as "firstMoved",
           (select coalesce(jsonb_agg(jsonb_build_array(m.period, m.demand::text)), '[]')
            from moved m where m.item_id = page.item_id and m.demand <> 0) as months
    from page
    order by code`
  return rows.map(({ onHand, months, ...row }) => ({
    ...row,
    onHand: readQuantity(onHand),
    demand: new Map(months.map(([month, demand]) => [month, readQuantity(demand)])),
  }))
}
