import type { Quantity } from '@erp/values'
import { type AsOf, type Cut, cutAt } from '../domain/as-of.ts'
import type { ItemId } from '../domain/item.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'
import type { StockBalance } from './stock-inquiry.ts'

/** How much of an item lay in a place; location and lot are null where documents named none, or were not asked for. */
export type StockInPlace = {
  readonly itemId: ItemId
  readonly itemCode: string
  readonly warehouseId: WarehouseId
  readonly warehouseCode: string
  readonly locationCode: string | null
  readonly lotCode: string | null
  readonly quantity: Quantity
}

export type AsOfFilter = {
  readonly companyId: string
  readonly itemId?: string | undefined
  readonly valuationAreaId?: string | undefined
  readonly warehouseId?: string | undefined
}
type PageOf = { readonly after?: readonly string[] | undefined; readonly limit: number }

/**
 * Balances of a day: what there is now less what came later, which is read from the totals of months and, of the month
 * that the day or the instant cuts, from the entries of these items by their index.
 */
export async function balances(
  tx: Tx,
  { companyId, itemId, valuationAreaId }: AsOfFilter,
  asOf: AsOf,
  { after, limit }: PageOf,
): Promise<StockBalance[]> {
  const [itemCode = null, areaCode = null] = after ?? []
  const cut = cutAt(asOf)
  const rows = await tx.$queryRaw<(Omit<StockBalance, 'quantity' | 'value'> & Amounts)[]>`
    with page as (
      select b.item_id, i.code, b.valuation_area_id, a.code as area_code, b.quantity, b.value, b.currency
      from item i
      join stock_balance b on b.item_id = i.id
      join valuation_area a on a.id = b.valuation_area_id
      where i.company_id = ${companyId}::uuid and b.last_sequence > 0
        and (${itemId ?? null}::uuid is null or i.id = ${itemId ?? null}::uuid)
        and (${valuationAreaId ?? null}::uuid is null or a.id = ${valuationAreaId ?? null}::uuid)
        and (${itemCode}::text is null
             or i.code >= ${itemCode}::text and (i.code, a.code) > (${itemCode}::text, ${areaCode}::text))
      order by i.code, a.code
      limit ${limit})
    select page.item_id as "itemId", code as "itemCode", page.valuation_area_id as "valuationAreaId",
           area_code as "valuationAreaCode", currency, (page.quantity - coalesce(later.quantity, 0))::text as quantity,
           page.value - coalesce(later.value, 0)::bigint as value
    from page cross join lateral (
      select sum(quantity) as quantity, sum(value) as value from (${laterThan(cut)}) as moved) as later
    order by code, area_code`
  return rows.map(({ quantity, value, currency, ...row }) => ({
    ...row,
    quantity: readQuantity(quantity),
    value: readMoney(value, currency),
  }))
}

type Amounts = { quantity: string; value: bigint; currency: string }

/** What moved of the item and area of the row `page` after the cut: months by their totals, the cut ones by entries. */
export function laterThan({ period, businessOn, lastDay, recordedPeriod, recordedBefore, knownAt }: Cut): Prisma.Sql {
  const months = Prisma.sql`
    select warehouse_id, in_quantity - out_quantity as quantity, in_value - out_value as value
    from item_turnover t
    where t.item_id = page.item_id and t.valuation_area_id = page.valuation_area_id
      and (t.period > ${period} or t.recorded_period > ${recordedPeriod})`
  const known = recordedBefore ? Prisma.sql`and e.recorded_at < ${recordedBefore}` : Prisma.empty
  const days = Prisma.sql`
    select warehouse_id, quantity, value from stock_entry e
    where e.item_id = page.item_id and e.valuation_area_id = page.valuation_area_id
      and e.business_date > ${businessOn}::date and e.business_date <= ${lastDay}::date ${known}`
  if (!knownAt) return Prisma.sql`${months} union all ${days}`
  return Prisma.sql`${months} union all ${days} union all
    select warehouse_id, quantity, value from stock_entry e
    where e.item_id = page.item_id and e.valuation_area_id = page.valuation_area_id
      and e.recorded_at > ${knownAt} and e.recorded_at < ${recordedBefore} and e.business_date <= ${businessOn}::date`
}

/** How much of each item lay in each warehouse on a day, by item code and warehouse code. */
export async function inWarehouses(
  tx: Tx,
  { companyId, itemId, warehouseId }: AsOfFilter,
  asOf: AsOf,
  { after, limit }: PageOf,
): Promise<StockInPlace[]> {
  const [itemCode = null, warehouseCode = null] = after ?? []
  const rows = await tx.$queryRaw<PlaceRow[]>`
    with page as (
      select w.item_id, i.code, w.warehouse_id, h.code as warehouse_code, h.valuation_area_id, w.on_hand
      from item i
      join warehouse_stock w on w.item_id = i.id
      join warehouse h on h.id = w.warehouse_id
      where i.company_id = ${companyId}::uuid
        and (${itemId ?? null}::uuid is null or i.id = ${itemId ?? null}::uuid)
        and (${warehouseId ?? null}::uuid is null or h.id = ${warehouseId ?? null}::uuid)
        and (${itemCode}::text is null
             or i.code >= ${itemCode}::text and (i.code, h.code) > (${itemCode}::text, ${warehouseCode}::text))
      order by i.code, h.code
      limit ${limit})
    select page.item_id as "itemId", code as "itemCode", page.warehouse_id as "warehouseId",
           warehouse_code as "warehouseCode", null as "locationCode", null as "lotCode",
           (on_hand - coalesce(later.quantity, 0))::text as quantity
    from page cross join lateral (
      select sum(quantity) as quantity from (${laterThan(cutAt(asOf))}) as moved
      where moved.warehouse_id = page.warehouse_id) as later
    order by code, warehouse_code`
  return rows.map(fromRow)
}

/** The same by location and lot, of goods whose documents name one. */
export async function inBins(
  tx: Tx,
  { companyId, itemId, warehouseId }: AsOfFilter,
  asOf: AsOf,
  { after, limit }: PageOf,
): Promise<StockInPlace[]> {
  const [itemCode = null, warehouseCode = null, locationCode = null, lotCode = null] = after ?? []
  const { period, businessOn, lastDay, recordedPeriod, recordedBefore, knownAt } = cutAt(asOf)
  const rows = await tx.$queryRaw<PlaceRow[]>`
    with page as (
      select b.item_id, i.code, b.warehouse_id, h.code as warehouse_code, h.valuation_area_id, b.location_id, b.lot_id,
             l.code as location_code, lot.code as lot_code, b.on_hand
      from item i
      join bin_stock b on b.item_id = i.id
      join warehouse h on h.id = b.warehouse_id
      left join warehouse_location l on l.id = b.location_id
      left join lot on lot.id = b.lot_id
      where i.company_id = ${companyId}::uuid
        and (${itemId ?? null}::uuid is null or i.id = ${itemId ?? null}::uuid)
        and (${warehouseId ?? null}::uuid is null or h.id = ${warehouseId ?? null}::uuid)
        and (${itemCode}::text is null
             or i.code >= ${itemCode}::text
                and (i.code, h.code, coalesce(l.code, ''), coalesce(lot.code, ''))
                  > (${itemCode}::text, ${warehouseCode}::text, ${locationCode}::text, ${lotCode}::text))
      order by i.code, h.code, coalesce(l.code, ''), coalesce(lot.code, '')
      limit ${limit})
    select page.item_id as "itemId", code as "itemCode", page.warehouse_id as "warehouseId",
           warehouse_code as "warehouseCode", location_code as "locationCode", lot_code as "lotCode",
           (on_hand - coalesce(later.quantity, 0))::text as quantity
    from page cross join lateral (
      select sum(quantity) as quantity from (
        select quantity from bin_turnover t
        where t.item_id = page.item_id and t.warehouse_id = page.warehouse_id
          and t.location_id is not distinct from page.location_id and t.lot_id is not distinct from page.lot_id
          and (t.period > ${period} or t.recorded_period > ${recordedPeriod})
        union all
        select quantity from stock_entry e
        where e.item_id = page.item_id and e.valuation_area_id = page.valuation_area_id
          and e.warehouse_id = page.warehouse_id
          and e.location_id is not distinct from page.location_id and e.lot_id is not distinct from page.lot_id
          and e.business_date > ${businessOn}::date and e.business_date <= ${lastDay}::date
          and (${recordedBefore}::timestamptz is null or e.recorded_at < ${recordedBefore}::timestamptz)
        union all
        select quantity from stock_entry e
        where e.item_id = page.item_id and e.valuation_area_id = page.valuation_area_id
          and e.warehouse_id = page.warehouse_id
          and e.location_id is not distinct from page.location_id and e.lot_id is not distinct from page.lot_id
          and e.recorded_at > ${knownAt}::timestamptz and e.recorded_at < ${recordedBefore}::timestamptz
          and e.business_date <= ${businessOn}::date) as moved) as later
    order by code, warehouse_code, coalesce(location_code, ''), coalesce(lot_code, '')`
  return rows.map(fromRow)
}

type PlaceRow = Omit<StockInPlace, 'quantity'> & { quantity: string }

function fromRow({ quantity, ...row }: PlaceRow): StockInPlace {
  return { ...row, quantity: readQuantity(quantity) }
}
