import { type BusinessDate, lastDayOf, type Period } from '@erp/values'
import {
  type ItemTurnover,
  issuingKinds,
  type MonthOfItem,
  returningKinds,
  turnoverOf,
} from '../domain/item-turnover.ts'
import { minus, type SummaryFigure } from '../domain/movement-summary.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'
import { inWarehouse, itemsIn, type SummaryScope } from './movement-summary.ts'

/** Which items, over which months; `notIssuedSince` narrows it to what is on hand and did not leave from that day on. */
export type TurnoverScope = SummaryScope & { readonly notIssuedSince?: BusinessDate | undefined }

export type ItemTurnoverRow = ItemTurnover & {
  readonly itemId: string
  readonly itemCode: string
  readonly lastIssuedOn: BusinessDate | null
}

type PageOf = { readonly after?: readonly string[] | undefined; readonly limit: number }
type Row = Pick<ItemTurnoverRow, 'itemId' | 'itemCode' | 'lastIssuedOn'> & {
  quantity: string
  value: bigint | null
  months: ({ period: Period } & Record<'netQuantity' | 'netValue' | 'issuedQuantity' | 'issuedValue', string>)[]
}

/** The kinds that goods are kept for, and those that take them back, for `in`. */
export const issuing = Prisma.sql`(${Prisma.join([...issuingKinds])})`
export const returning = Prisma.sql`(${Prisma.join([...returningKinds])})`

/** Items that ever moved, by code: what there is now less what the months from the first one changed, from their totals. */
export async function itemTurnovers(
  tx: Tx,
  scope: TurnoverScope,
  { after, limit }: PageOf,
): Promise<ItemTurnoverRow[]> {
  const { companyId, from, valuationAreaId = null } = scope
  const [itemCode = null] = after ?? []
  const rows = await tx.$queryRaw<Row[]>`
    with page as (
      select i.id as item_id, i.code, now.quantity, now.value
      from item i cross join lateral (${stockNow(scope)}) as now
      where i.company_id = ${companyId}::uuid and now.places > 0 ${itemsIn(scope)}
        and (${itemCode}::text is null or i.code > ${itemCode}::text) ${slow(scope)}
      order by i.code
      limit ${limit}
    ), moved as (
      select page.item_id, t.period,
             sum(t.in_quantity - t.out_quantity) as net_quantity, sum(t.in_value - t.out_value) as net_value,
             coalesce(sum(t.out_quantity) filter (where t.event_kind in ${issuing}), 0)
               - coalesce(sum(t.in_quantity) filter (where t.event_kind in ${returning}), 0) as issued_quantity,
             coalesce(sum(t.out_value) filter (where t.event_kind in ${issuing}), 0)
               - coalesce(sum(t.in_value) filter (where t.event_kind in ${returning}), 0) as issued_value
      from page join item_turnover t on t.item_id = page.item_id and t.period >= ${from} ${inWarehouse(scope)}
        and (${valuationAreaId}::uuid is null or t.valuation_area_id = ${valuationAreaId}::uuid)
      group by 1, 2)
    select page.item_id as "itemId", code as "itemCode", page.quantity::text, page.value::bigint as value,
           (select coalesce(jsonb_agg(jsonb_build_object(
              'period', m.period, 'netQuantity', net_quantity::text, 'netValue', net_value::text,
              'issuedQuantity', issued_quantity::text, 'issuedValue', issued_value::text)), '[]')
            from moved m where m.item_id = page.item_id) as months,
           (${lastIssue(scope)})::text as "lastIssuedOn"
    from page
    order by code`
  return rows.map((row) => fromRow(row, scope))
}

/** What there is now of the item `i`, where it ever was. */
export function stockNow({ warehouseId, valuationAreaId }: TurnoverScope): Prisma.Sql {
  if (warehouseId)
    return Prisma.sql`
      select on_hand as quantity, null::bigint as value, 1 as places
      from warehouse_stock where item_id = i.id and warehouse_id = ${warehouseId}::uuid`
  return Prisma.sql`
    select sum(quantity) as quantity, sum(value) as value, count(*) as places
    from stock_balance b
    where b.item_id = i.id and b.last_sequence > 0
      and (${valuationAreaId ?? null}::uuid is null or b.valuation_area_id = ${valuationAreaId ?? null}::uuid)`
}

/** Issues of an item in an area that stand, in the span and before it. */
function issues({ period, warehouseId }: TurnoverScope, area: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where e.valuation_area_id = ${area} and e.quantity < 0 and d.event_kind in ${issuing} and d.reverses_id is null
      and e.business_date <= ${lastDayOf(period)}::date
      and not exists (select from stock_document back where back.reverses_id = d.id)
      and (${warehouseId ?? null}::uuid is null or e.warehouse_id = ${warehouseId ?? null}::uuid)`
}

function slow(scope: TurnoverScope): Prisma.Sql {
  if (!scope.notIssuedSince) return Prisma.empty
  return Prisma.sql`
    and now.quantity > 0 and not exists (
      select from ${areasOf(Prisma.sql`i.id`, scope)} cross join lateral (
        select 1 ${issues(scope, Prisma.sql`b.valuation_area_id`)} and e.item_id = i.id
          and e.business_date >= ${scope.notIssuedSince}::date
        limit 1) as since)`
}

function lastIssue(scope: TurnoverScope): Prisma.Sql {
  return Prisma.sql`
    select max(newest.business_date) from ${areasOf(Prisma.sql`page.item_id`, scope)} cross join lateral (
      select e.business_date ${issues(scope, Prisma.sql`b.valuation_area_id`)} and e.item_id = page.item_id
      order by e.business_date desc, e.sequence desc
      limit 1) as newest`
}

function areasOf(item: Prisma.Sql, { valuationAreaId }: TurnoverScope): Prisma.Sql {
  return Prisma.sql`(
    select valuation_area_id from stock_balance
    where item_id = ${item} and (${valuationAreaId ?? null}::uuid is null or valuation_area_id = ${valuationAreaId ?? null}::uuid)) as b`
}

function fromRow({ quantity, value, months, ...row }: Row, { currency, from, period }: TurnoverScope): ItemTurnoverRow {
  const figure = (amount: string, minor: string | bigint): SummaryFigure => ({
    quantity: readQuantity(amount),
    value: value === null ? null : readMoney(BigInt(minor), currency),
  })
  const read = months.map(
    (month): MonthOfItem => ({
      period: month.period,
      net: figure(month.netQuantity, month.netValue),
      issued: figure(month.issuedQuantity, month.issuedValue),
    }),
  )
  const closing = read
    .filter((month) => month.period > period)
    .reduce((there, { net }) => minus(there, net), figure(quantity, value ?? 0n))
  return { ...row, ...turnoverOf(closing, read, { from, period }) }
}
