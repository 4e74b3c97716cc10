import type { BusinessDate, Money, Quantity } from '@erp/values'
import { cutAt } from '../domain/as-of.ts'
import type { ItemId } from '../domain/item.ts'
import type { AgedGoods } from '../domain/stock-ageing.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'
import { itemsIn, type SummaryScope } from './movement-summary.ts'
import { laterThan } from './stock-as-of.ts'

/** Of what: some items, in an area or a warehouse; of one warehouse, quantities only. */
export type AgeingScope = Pick<
  SummaryScope,
  'companyId' | 'currency' | 'itemId' | 'categoryIds' | 'valuationAreaId' | 'warehouseId'
> & { readonly on: BusinessDate }

/** What there is of an item in a place on a day, with the days it came in on. */
export type AgedStock = {
  readonly itemId: ItemId
  readonly valuationAreaId: string
  readonly warehouseId: string | null
  /** What rows are ordered by. */
  readonly codes: readonly [string, string]
  readonly quantity: Quantity
  readonly value: Money | null
  readonly goods: readonly AgedGoods[]
}

type PageOf = { readonly after?: readonly string[] | undefined; readonly limit: number }
type PartRow = { groupId: string | null; value: string | null; day: BusinessDate; quantity: string }
type Row = Pick<AgedStock, 'itemId' | 'valuationAreaId' | 'warehouseId'> & {
  code: string
  placeCode: string
  quantity: string
  value: bigint | null
  parts: PartRow[]
}

/**
 * Finds the receipts that cover what is on hand, a step at a time and each by an index, so that as many entries are read as
 * it takes. A layer is what is left of its receipt; of a pool the newest receipts are there. Goods that were moved here are
 * followed to where they left: the oldest of a pool, or what the move took of layers, lie in an interval of what was there.
 *
 * The walk has three kinds of rows. POOL looks for the receipts of an area before (`day`, `sequence`): it passes over `skip`,
 * newest first, and wants `need`. ENTRY wants `need` of what an entry brought, after the oldest `skip` of it. PART is found.
 */
export async function aged(tx: Tx, scope: AgeingScope, page: PageOf): Promise<AgedStock[]> {
  const rows = await tx.$queryRaw<Row[]>`
    with recursive stock as materialized (
      ${scope.warehouseId ? inWarehouse(scope, page) : inAreas(scope, page)}
    ), ${layersOf(scope)}, walk as (
      select g.item_id, g.place_id, g.group_id, begin.*
      from goods g cross join lateral (${beginning(scope)}) as begin
      union all
      select w.item_id, w.place_id, w.group_id, next.*
      from walk w
      left join lateral (${nextReceipt(scope)}) as r on true
      left join lateral (${origin(scope)}) as o on true
      cross join lateral (${steps(scope)}) as next
      where w.what <> 'PART'
    ), found as (
      select item_id, place_id, group_id, day, sum(need) as quantity from walk where what = 'PART' group by 1, 2, 3, 4)
    select s.item_id as "itemId", s.valuation_area_id as "valuationAreaId", s.warehouse_id as "warehouseId", s.code,
           s.place_code as "placeCode", s.quantity::text, s.value,
           (select coalesce(jsonb_agg(jsonb_build_object('groupId', f.group_id, 'value', g.value::text, 'day', f.day,
                                                         'quantity', f.quantity::text) order by f.day desc, f.group_id), '[]')
            from found f
            join goods g on g.item_id = f.item_id and g.place_id = f.place_id and g.group_id is not distinct from f.group_id
            where f.item_id = s.item_id and f.place_id = s.place_id) as parts
    from stock s
    order by s.code, s.place_code`
  return rows.map((row) => fromRow(row, scope))
}

/** Balances of the day, by item and area. */
function inAreas({ companyId, valuationAreaId, on, ...scope }: AgeingScope, { after, limit }: PageOf): Prisma.Sql {
  const [itemCode = null, areaCode = null] = after ?? []
  return Prisma.sql`
    select page.item_id, page.valuation_area_id as place_id, page.valuation_area_id, null::uuid as warehouse_id, code, place_code,
           layered, page.quantity - coalesce(later.quantity, 0) as quantity,
           page.value - coalesce(later.value, 0)::bigint as value
    from (
      select b.item_id, i.code, b.valuation_area_id, a.code as place_code, b.quantity, b.value,
             a.transit or i.costing in ('FIFO', 'SPECIFIC') as layered
      from item i
      join stock_balance b on b.item_id = i.id
      join valuation_area a on a.id = b.valuation_area_id
      where i.company_id = ${companyId}::uuid and b.last_sequence > 0 ${itemsIn(scope)}
        and (${valuationAreaId ?? null}::uuid is null or a.id = ${valuationAreaId ?? null}::uuid)
        and (${itemCode}::text is null
             or i.code >= ${itemCode}::text and (i.code, a.code) > (${itemCode}::text, ${areaCode}::text))
      order by i.code, a.code
      limit ${limit}) as page
    cross join lateral (
      select sum(quantity) as quantity, sum(value) as value from (${laterThan(cutAt({ businessOn: on }))}) as moved) as later`
}

/** Quantities of the day, by item, of one warehouse. */
function inWarehouse({ companyId, warehouseId, on, ...scope }: AgeingScope, { after, limit }: PageOf): Prisma.Sql {
  const [itemCode = null] = after ?? []
  return Prisma.sql`
    select page.item_id, page.warehouse_id as place_id, page.valuation_area_id, page.warehouse_id, code, place_code,
           false as layered, page.on_hand - coalesce(later.quantity, 0) as quantity, null::bigint as value
    from (
      select s.item_id, i.code, s.warehouse_id, h.code as place_code, h.valuation_area_id, s.on_hand
      from item i
      join warehouse_stock s on s.item_id = i.id
      join warehouse h on h.id = s.warehouse_id
      where i.company_id = ${companyId}::uuid and h.id = ${warehouseId}::uuid ${itemsIn(scope)}
        and (${itemCode}::text is null or i.code > ${itemCode}::text)
      order by i.code
      limit ${limit}) as page
    cross join lateral (
      select sum(quantity) as quantity from (${laterThan(cutAt({ businessOn: on }))}) as moved
      where moved.warehouse_id = page.warehouse_id) as later`
}

/** Layers as they were on the day, where they make up all there was; everything else is one pool. */
function layersOf({ on }: AgeingScope): Prisma.Sql {
  return Prisma.sql`
    layer as (
      select named.item_id, named.place_id, l.id as group_id, l.quantity - coalesce(later.quantity, 0) as quantity,
             l.value - coalesce(later.value, 0)::bigint as value
      from (
        select s.item_id, s.place_id, l.id
        from stock s join stock_layer l on l.item_id = s.item_id and l.valuation_area_id = s.valuation_area_id
        where s.layered and l.quantity <> 0
        union
        select s.item_id, s.place_id, c.layer_id
        from stock s
        join stock_entry e on e.item_id = s.item_id and e.valuation_area_id = s.valuation_area_id
        join stock_layer_change c on c.stock_entry_id = e.id
        where s.layered and e.business_date > ${on}::date) as named
      join stock_layer l on l.id = named.id
      cross join lateral (
        select sum(c.quantity) as quantity, sum(c.value) as value
        from stock_layer_change c join stock_entry e on e.id = c.stock_entry_id
        where c.layer_id = l.id and e.business_date > ${on}::date) as later
    ), in_layers as (
      select s.item_id, s.place_id from stock s
      join (select item_id, place_id, sum(quantity) as quantity, sum(value) as value from layer group by 1, 2) as l
        using (item_id, place_id)
      where (l.quantity, l.value) = (s.quantity, s.value)
    ), goods as materialized (
      select layer.* from layer join in_layers using (item_id, place_id) where layer.quantity <> 0
      union all
      select s.item_id, s.place_id, null, s.quantity, s.value from stock s left join in_layers l using (item_id, place_id)
      where l.item_id is null and s.quantity <> 0)`
}

/** What is missing has no receipt: it is as old as the issue that came before its goods, or of the day. */
function beginning({ on }: AgeingScope): Prisma.Sql {
  return Prisma.sql`
    select 'PART' as what, null::uuid as entry_id, null::uuid as area_id,
           coalesce((select business_date from stock_entry where id = g.group_id), ${on}::date) as day,
           null::bigint as sequence, 0::numeric as skip, g.quantity as need
    where g.quantity < 0
    union all
    select 'ENTRY', g.group_id, null, null, null, c.quantity - g.quantity, g.quantity
    from stock_layer_change c
    where c.layer_id = g.group_id and c.stock_entry_id = g.group_id and g.quantity > 0
    union all
    select 'POOL', null, s.valuation_area_id, ${on}::date + 1, 0, 0, g.quantity
    from stock s
    where s.item_id = g.item_id and s.place_id = g.place_id and g.group_id is null and g.quantity > 0`
}

/** Of a pool: the next older receipt that stands and came from elsewhere, and what is passed over and taken of it. */
function nextReceipt({ warehouseId }: AgeingScope): Prisma.Sql {
  const here = warehouseId ? Prisma.sql`and e.warehouse_id = ${warehouseId}::uuid` : Prisma.empty
  const same = warehouseId
    ? Prisma.sql`m.warehouse_id = e.warehouse_id`
    : Prisma.sql`m.valuation_area_id = e.valuation_area_id`
  return Prisma.sql`
    select e.id, e.business_date as day, e.sequence, e.quantity, least(w.skip, e.quantity) as skipped,
           least(e.quantity - least(w.skip, e.quantity), w.need) as taken
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where w.what = 'POOL' and e.item_id = w.item_id and e.valuation_area_id = w.area_id and e.quantity > 0 ${here}
      and (e.business_date, e.sequence) < (w.day, w.sequence)
      and d.reverses_id is null and not exists (select from stock_document back where back.reverses_id = d.id)
      and not exists (
        select from stock_entry m
        where m.stock_document_id = e.stock_document_id and m.source_line_id = e.source_line_id and m.quantity < 0 and ${same})
    order by e.business_date desc, e.sequence desc
    limit 1`
}

/** Of an entry: its day, and which entry took the goods from where they were before, if that is known. */
function origin({ warehouseId }: AgeingScope): Prisma.Sql {
  const known = warehouseId
    ? Prisma.sql`false`
    : Prisma.sql`(
        d.event_kind in ('STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT')
          and m.source_line_id = e.source_line_id and m.quantity < 0
        or d.event_kind = 'COSTING_CHANGE' and m.id = e.id)`
  return Prisma.sql`
    select e.business_date as day, m.id as left_id, m.valuation_area_id as area_id, m.business_date as left_on,
           m.sequence as left_at, m.quantity_after - m.quantity as before,
           exists (select from stock_layer_change c where c.stock_entry_id = m.id and c.quantity < 0) as of_layers
    from stock_entry e
    join stock_document d on d.id = e.stock_document_id
    left join stock_entry m on m.stock_document_id = e.stock_document_id and ${known}
    where w.what = 'ENTRY' and e.id = w.entry_id
    limit 1`
}

function steps({ on }: AgeingScope): Prisma.Sql {
  return Prisma.sql`
    select 'POOL' as what, null::uuid as entry_id, w.area_id, r.day, r.sequence, w.skip - r.skipped as skip,
           w.need - r.taken as need
    where w.what = 'POOL' and w.need > r.taken
    union all
    select 'ENTRY', r.id, null, null, null, r.quantity - r.skipped - r.taken, r.taken
    where w.what = 'POOL' and r.taken > 0
    union all
    select 'PART', null, null, least(w.day, ${on}::date), null, 0, w.need where w.what = 'POOL' and r.id is null
    union all
    select 'PART', null, null, o.day, null, 0, w.need where w.what = 'ENTRY' and o.left_id is null
    union all
    select 'POOL', null, o.area_id, o.left_on, o.left_at, o.before - w.skip - w.need, w.need
    where w.what = 'ENTRY' and o.left_id is not null and not o.of_layers
    union all
    select 'ENTRY', taken.layer_id, null, null, null,
           greatest(w.skip, taken.upto - taken.quantity) - (taken.upto - taken.quantity) - coalesce((
             select sum(c.quantity) from stock_layer_change c join stock_entry e on e.id = c.stock_entry_id
             where c.layer_id = taken.layer_id and c.stock_entry_id <> c.layer_id and e.sequence < o.left_at), 0),
           least(w.skip + w.need, taken.upto) - greatest(w.skip, taken.upto - taken.quantity)
    from (
      select layer_id, - quantity as quantity, - sum(quantity) over (order by line_number) as upto
      from stock_layer_change where stock_entry_id = o.left_id and quantity < 0) as taken
    where w.what = 'ENTRY' and o.of_layers and least(w.skip + w.need, taken.upto) > greatest(w.skip, taken.upto - taken.quantity)`
}

function fromRow({ code, placeCode, quantity, value, parts, ...keys }: Row, { currency }: AgeingScope): AgedStock {
  const groups = Map.groupBy(parts, ({ groupId }) => groupId)
  return {
    ...keys,
    codes: [code, placeCode],
    quantity: readQuantity(quantity),
    value: value === null ? null : readMoney(value, currency),
    goods: [...groups.values()].map((group) => ({
      value: group[0]?.value == null ? null : readMoney(BigInt(group[0].value), currency),
      parts: group.map(({ day, quantity: part }) => ({ day, quantity: readQuantity(part) })),
    })),
  }
}
