import type { Currency, Period } from '@erp/values'
import { type KindOfMovement, type MovementSummary, type SummaryFigure, summaryOf } from '../domain/movement-summary.ts'
import type { StockEventKind } from '../domain/stock-document.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** The rows of a summary: by item and valuation area, by category, by valuation area, or by warehouse. */
export type SummaryGrouping = 'ITEM' | 'CATEGORY' | 'VALUATION_AREA' | 'WAREHOUSE'

/** Which movements: of whole months, and of some items or places only. */
export type SummaryScope = {
  readonly companyId: string
  readonly currency: Currency
  readonly from: Period
  readonly period: Period
  readonly itemId?: string | undefined
  readonly categoryIds?: readonly string[] | undefined
  readonly valuationAreaId?: string | undefined
  /** Then quantities only: what lies in one warehouse of an area has no value of its own. */
  readonly warehouseId?: string | undefined
}

export type SummaryRow = MovementSummary & {
  /** What rows are ordered by. */
  readonly codes: readonly [string, string]
  readonly itemId: string | null
  readonly itemCategoryId: string | null
  readonly valuationAreaId: string | null
  readonly warehouseId: string | null
}

type PageOf = { readonly after?: readonly string[] | undefined; readonly limit: number }
type Keys = Omit<SummaryRow, keyof MovementSummary | 'codes'>
type Row = Keys & { code: string; secondCode: string; quantity: string; value: bigint; kinds: KindRow[] }
type KindRow = { eventKind: StockEventKind } & Record<'inQuantity' | 'inValue' | 'outQuantity' | 'outValue', string>

export function rows(tx: Tx, by: SummaryGrouping, scope: SummaryScope, page: PageOf): Promise<SummaryRow[]> {
  if (by === 'ITEM') return byItem(tx, scope, page)
  if (by === 'CATEGORY') return byCategory(tx, scope, page)
  return byPlace(tx, by, scope, page)
}

/**
 * Of each item and area: what there is now less what moved since the first month is its opening. So a summary of the last
 * months reads little, however long the ledger is.
 */
async function byItem(tx: Tx, scope: SummaryScope, { after, limit }: PageOf): Promise<SummaryRow[]> {
  const { companyId, from, period } = scope
  const [itemCode = null, areaCode = null] = after ?? []
  const found = await tx.$queryRaw<Row[]>`
    with page as (
      select s.item_id, i.code, s.valuation_area_id, a.code as area_code, s.quantity, s.value
      from item i
      join (${stockNow(scope)}) as s on s.item_id = i.id
      join valuation_area a on a.id = s.valuation_area_id
      where i.company_id = ${companyId}::uuid ${itemsIn(scope)}
        and (${itemCode}::text is null
             or i.code >= ${itemCode}::text and (i.code, a.code) > (${itemCode}::text, ${areaCode}::text))
      order by i.code, a.code
      limit ${limit}
    ), moved as (
      select page.item_id, page.valuation_area_id, t.event_kind, ${sums(from, period)}
      from page join item_turnover t
        on t.item_id = page.item_id and t.valuation_area_id = page.valuation_area_id and t.period >= ${from}
        ${inWarehouse(scope)}
      group by 1, 2, 3
    ), added_up as (select item_id, valuation_area_id, ${kindsAndNet} from moved group by 1, 2)
    select page.item_id as "itemId", null as "itemCategoryId", page.valuation_area_id as "valuationAreaId",
           ${scope.warehouseId ?? null}::text as "warehouseId", code, area_code as "secondCode",
           (quantity - coalesce(net_quantity, 0))::text as quantity,
           (value - coalesce(net_value, 0))::bigint as value, coalesce(kinds, '[]') as kinds
    from page left join added_up using (item_id, valuation_area_id)
    order by code, area_code`
  return found.map((row) => fromRow(row, scope))
}

/** The same of each category; what belongs to none comes first. */
async function byCategory(tx: Tx, scope: SummaryScope, { after, limit }: PageOf): Promise<SummaryRow[]> {
  const { companyId, from, period, valuationAreaId = null } = scope
  const [code = null] = after ?? []
  const found = await tx.$queryRaw<Row[]>`
    with there as (
      select i.category_id, sum(s.quantity) as quantity, sum(s.value) as value
      from item i join (${stockNow(scope)}) as s on s.item_id = i.id
      where i.company_id = ${companyId}::uuid ${itemsIn(scope)}
      group by 1
    ), moved as (
      select i.category_id, t.event_kind, ${sums(from, period)}
      from item_turnover t join item i on i.id = t.item_id
      where t.company_id = ${companyId}::uuid and t.period >= ${from} ${itemsIn(scope)}
        and (${valuationAreaId}::uuid is null or t.valuation_area_id = ${valuationAreaId}::uuid) ${inWarehouse(scope)}
      group by 1, 2
    ), added_up as (select category_id, ${kindsAndNet} from moved group by 1)
    select null as "itemId", there.category_id as "itemCategoryId", null as "valuationAreaId",
           ${scope.warehouseId ?? null}::text as "warehouseId", coalesce(c.code, '') as code, '' as "secondCode",
           (quantity - coalesce(net_quantity, 0))::text as quantity,
           (value - coalesce(net_value, 0))::bigint as value, coalesce(kinds, '[]') as kinds
    from there
    left join added_up on added_up.category_id is not distinct from there.category_id
    left join item_category c on c.id = there.category_id
    where ${code}::text is null or coalesce(c.code, '') > ${code}::text
    order by coalesce(c.code, '')
    limit ${limit}`
  return found.map((row) => fromRow(row, scope))
}

/** Of each area or warehouse: their totals of months are few, and added up from the first. */
async function byPlace(
  tx: Tx,
  by: 'VALUATION_AREA' | 'WAREHOUSE',
  scope: SummaryScope,
  { after, limit }: PageOf,
): Promise<SummaryRow[]> {
  const [code = null] = after ?? []
  const places = by === 'WAREHOUSE' ? Prisma.sql`warehouse` : Prisma.sql`valuation_area`
  const place = by === 'WAREHOUSE' ? Prisma.sql`warehouse_id` : Prisma.sql`valuation_area_id`
  const found = await tx.$queryRaw<Row[]>`
    with moved as (
      select ${place} as place, t.event_kind, ${sums(scope.from, scope.period)}, ${before(scope.from)}
      from ${turnover(scope)}
      group by 1, 2
    ), added_up as (
      select place, ${kindsAndNet}, sum(earlier_quantity) as quantity, sum(earlier_value) as value from moved group by 1)
    select null as "itemId", null as "itemCategoryId",
           ${by === 'WAREHOUSE' ? Prisma.sql`null` : Prisma.sql`place`} as "valuationAreaId",
           ${by === 'WAREHOUSE' ? Prisma.sql`place` : Prisma.sql`${scope.warehouseId ?? null}::text`} as "warehouseId",
           p.code, '' as "secondCode", quantity::text, value::bigint as value, kinds
    from added_up join ${places} p on p.id = place
    where ${code}::text is null or p.code > ${code}::text
    order by p.code
    limit ${limit}`
  return found.map((row) => fromRow(row, by === 'WAREHOUSE' ? { ...scope, warehouseId: row.warehouseId ?? '' } : scope))
}

/** All rows together. Of everything, or of a place, from the totals of warehouses; of some items from theirs. */
export async function total(tx: Tx, scope: SummaryScope): Promise<MovementSummary> {
  const [row] = await tx.$queryRaw<Pick<Row, 'quantity' | 'value' | 'kinds'>[]>`
    with moved as (
      select t.event_kind, ${sums(scope.from, scope.period)}, ${before(scope.from)} from ${turnover(scope)} group by 1
    ), added_up as (
      select ${kindsAndNet}, sum(earlier_quantity) as quantity, sum(earlier_value) as value from moved)
    select coalesce(quantity, 0)::text as quantity, coalesce(value, 0)::bigint as value, coalesce(kinds, '[]') as kinds
    from added_up`
  return figuresOf(row ?? { quantity: '0', value: 0n, kinds: [] }, scope)
}

/** What there is now, by item and area, of what has ever moved: in one warehouse, or where it is valued. */
function stockNow({ warehouseId, valuationAreaId }: SummaryScope): Prisma.Sql {
  const area = valuationAreaId ? Prisma.sql`and valuation_area_id = ${valuationAreaId}::uuid` : Prisma.empty
  if (!warehouseId)
    return Prisma.sql`select item_id, valuation_area_id, quantity, value from stock_balance where last_sequence > 0 ${area}`
  return Prisma.sql`
    select item_id, valuation_area_id, on_hand as quantity, 0::bigint as value
    from warehouse_stock join warehouse on warehouse.id = warehouse_id
    where warehouse_id = ${warehouseId}::uuid ${area}`
}

export function itemsIn({ itemId, categoryIds }: Pick<SummaryScope, 'itemId' | 'categoryIds'>): Prisma.Sql {
  const one = itemId ? Prisma.sql`and i.id = ${itemId}::uuid` : Prisma.empty
  const some = categoryIds
    ? Prisma.sql`and i.category_id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(categoryIds)}::jsonb)))`
    : Prisma.empty
  return Prisma.sql`${one} ${some}`
}

export function inWarehouse({ warehouseId }: Pick<SummaryScope, 'warehouseId'>): Prisma.Sql {
  if (!warehouseId) return Prisma.empty
  // Totals are seen by area; those of one warehouse only by who sees it.
  return Prisma.sql`
    and t.warehouse_id = ${warehouseId}::uuid and exists (select from warehouse where id = ${warehouseId}::uuid)`
}

/** The smallest totals that tell the scope apart, up to its last month: what follows `from`. */
function turnover(scope: SummaryScope): Prisma.Sql {
  const { companyId, period, itemId, categoryIds, valuationAreaId = null } = scope
  const places = Prisma.sql`t.company_id = ${companyId}::uuid and t.period <= ${period}
    and (${valuationAreaId}::uuid is null or t.valuation_area_id = ${valuationAreaId}::uuid) ${inWarehouse(scope)}`
  if (!itemId && !categoryIds) return Prisma.sql`warehouse_turnover t where ${places}`
  return Prisma.sql`item_turnover t join item i on i.id = t.item_id where ${places} ${itemsIn(scope)}`
}

/** What moved in the window, by side; and since its first month, in less out. */
function sums(from: Period, period: Period): Prisma.Sql {
  const within = Prisma.sql`filter (where t.period between ${from} and ${period})`
  return Prisma.sql`
    coalesce(sum(t.in_quantity) ${within}, 0) as in_quantity, coalesce(sum(t.in_value) ${within}, 0) as in_value,
    coalesce(sum(t.out_quantity) ${within}, 0) as out_quantity, coalesce(sum(t.out_value) ${within}, 0) as out_value,
    bool_or(t.period between ${from} and ${period}) as within,
    sum(t.in_quantity - t.out_quantity) as quantity_since, sum(t.in_value - t.out_value) as value_since`
}

function before(from: Period): Prisma.Sql {
  return Prisma.sql`
    coalesce(sum(t.in_quantity - t.out_quantity) filter (where t.period < ${from}), 0) as earlier_quantity,
    coalesce(sum(t.in_value - t.out_value) filter (where t.period < ${from}), 0) as earlier_value`
}

const kindsAndNet = Prisma.sql`
  coalesce(jsonb_agg(jsonb_build_object(
    'eventKind', event_kind, 'inQuantity', in_quantity::text, 'inValue', in_value::text,
    'outQuantity', out_quantity::text, 'outValue', out_value::text) order by event_kind) filter (where within), '[]')
    as kinds, sum(quantity_since) as net_quantity, sum(value_since) as net_value`

function fromRow({ code, secondCode, quantity, value, kinds, ...keys }: Row, scope: SummaryScope): SummaryRow {
  return { ...keys, codes: [code, secondCode], ...figuresOf({ quantity, value, kinds }, scope) }
}

function figuresOf({ quantity, value, kinds }: Pick<Row, 'quantity' | 'value' | 'kinds'>, scope: SummaryScope) {
  const figure = (amount: string, minor: bigint): SummaryFigure => ({
    quantity: readQuantity(amount),
    value: scope.warehouseId ? null : readMoney(minor, scope.currency),
  })
  const read = kinds.map(
    ({ eventKind, inQuantity, inValue, outQuantity, outValue }): KindOfMovement => ({
      eventKind,
      received: figure(inQuantity, BigInt(inValue)),
      issued: figure(outQuantity, BigInt(outValue)),
    }),
  )
  return summaryOf(figure(quantity, value), read, scope.currency)
}
