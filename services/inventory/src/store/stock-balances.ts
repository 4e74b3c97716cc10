import { formatQuantity } from '@erp/values'
import type { CostingMethod, ItemId } from '../domain/item.ts'
import {
  type BookedStock,
  bookOf,
  type MovedInBin,
  type MovedInWarehouse,
  type StockBook,
  stockKey,
} from '../domain/stock-document.ts'
import type { StockPlace } from '../domain/stock-facts.ts'
import { type BinKey, binKey, freeLotKey, type OnHand } from '../domain/stock-line.ts'
import type { Layer, Pool } from '../domain/valuation.ts'
import type { ValuationAreaId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity, readStandardCost } from './exact-columns.ts'
import * as stockDocuments from './stock-documents.ts'

type Key = { readonly itemId: ItemId; readonly valuationAreaId: ValuationAreaId }

type Row = {
  companyId: string
  itemId: ItemId
  valuationAreaId: ValuationAreaId
  costing: CostingMethod
  currency: string
  quantity: string
  value: bigint
  lastSequence: bigint
  standardCost: string | null
}

/** Creates the balances and counts that are missing at these places, empty, in the order of their keys. */
export async function open(tx: Tx, places: readonly StockPlace[]): Promise<void> {
  const keys = JSON.stringify(places)
  await tx.$executeRaw`
    insert into stock_balance (item_id, valuation_area_id, company_id, currency)
    select distinct "itemId", "valuationAreaId", "companyId", currency
    from jsonb_to_recordset(${keys}::jsonb) as p("itemId" uuid, "valuationAreaId" uuid, "companyId" uuid, currency text)
    order by 1, 2
    on conflict do nothing`
  await tx.$executeRaw`
    insert into warehouse_stock (item_id, warehouse_id, company_id)
    select distinct "itemId", "warehouseId", "companyId"
    from jsonb_to_recordset(${keys}::jsonb) as p("itemId" uuid, "warehouseId" uuid, "companyId" uuid)
    order by 1, 2
    on conflict do nothing`
}

/**
 * Locks the balances of these items in these areas and reads them, with what was issued before it was there. This is the
 * only place that locks stock: in the order of the keys, in one statement, so two transactions never wait for each other in
 * a circle. A balance also guards the counts of its area's warehouses, and how its item is costed: that is read afterwards,
 * for whoever held the lock may have changed it.
 */
export async function lock(tx: Tx, keys: readonly Key[]): Promise<StockBook> {
  await tx.$queryRaw`
    select 1 from stock_balance
    where (item_id, valuation_area_id) in (
      select "itemId", "valuationAreaId"
      from jsonb_to_recordset(${JSON.stringify(keys.map(keyOf))}::jsonb) as p("itemId" uuid, "valuationAreaId" uuid))
    order by item_id, valuation_area_id
    for no key update`
  return read(tx, keys)
}

/** Where these items have ever been valued. */
export async function placesOfItems(tx: Tx, itemIds: readonly ItemId[]): Promise<Key[]> {
  return tx.$queryRaw<Key[]>`
    select item_id as "itemId", valuation_area_id as "valuationAreaId" from stock_balance
    where item_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify([...new Set(itemIds)])}::jsonb)))`
}

/** Reads these balances as they are, without locks; one that does not exist is left out. */
export async function read(tx: Tx, keys: readonly Key[]): Promise<StockBook> {
  const rows = await tx.$queryRaw<Row[]>`
    select b.company_id as "companyId", b.item_id as "itemId", b.valuation_area_id as "valuationAreaId",
           case when a.transit then 'SPECIFIC' else i.costing end as costing, c.per_unit::text as "standardCost",
           b.currency, b.quantity::text, b.value, b.last_sequence as "lastSequence"
    from stock_balance b
    join item i on i.id = b.item_id
    join valuation_area a on a.id = b.valuation_area_id
    left join item_standard_cost c on c.item_id = b.item_id
    where (b.item_id, b.valuation_area_id) in (
      select "itemId", "valuationAreaId"
      from jsonb_to_recordset(${JSON.stringify(keys.map(keyOf))}::jsonb) as p("itemId" uuid, "valuationAreaId" uuid))`
  return withIssuedBeforehand(tx, bookOf(rows.map(fromRow)))
}

/** What lies below zero needs to know which documents took it there, for what covers it sets their cost right. */
async function withIssuedBeforehand(tx: Tx, book: StockBook): Promise<StockBook> {
  const short = [...book.values()].filter(({ valuation }) => valuation.quantity.lt(0))
  if (short.length === 0) return book
  const layered = await withLayers(tx, bookOf(short))
  const entryIds = [...layered.values()].flatMap(({ valuation }) => valuation.layers.map(({ layerId }) => layerId))
  const origins = await stockDocuments.originsOf(tx, entryIds)
  return new Map([
    ...book,
    ...[...layered].map(([key, stock]) => [key, { ...stock, issuedBeforehand: origins }] as const),
  ])
}

/** The same balances with the layers that still hold something, and those in `named`, oldest first. Lock before. */
export async function withLayers(tx: Tx, book: StockBook, named: readonly string[] = []): Promise<StockBook> {
  const rows = await tx.$queryRaw<
    (Key & { id: Layer['layerId']; lotId: Layer['lotId']; quantity: string; value: bigint })[]
  >`
    select id, l.item_id as "itemId", l.valuation_area_id as "valuationAreaId", lot_id as "lotId", quantity::text, value
    from stock_layer l
    join jsonb_to_recordset(${JSON.stringify([...book.values()].map(keyOf))}::jsonb)
      as k("itemId" uuid, "valuationAreaId" uuid)
      on l.item_id = k."itemId" and l.valuation_area_id = k."valuationAreaId"
    where quantity <> 0 or id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(named)}::jsonb)))
    order by l.sequence`
  const layers = Map.groupBy(rows, stockKey)
  return new Map(
    [...book].map(([key, stock]) => {
      const { currency } = stock.valuation.value
      const own = (layers.get(key) ?? []).map(({ id, lotId, quantity, value }) => ({
        layerId: id,
        lotId,
        quantity: readQuantity(quantity),
        value: readMoney(value, currency),
      }))
      return [key, { ...stock, valuation: { ...stock.valuation, layers: own } }]
    }),
  )
}

/** Writes the balances that changed; they are locked. Below zero only where a warehouse of the area allows it. */
export async function save(tx: Tx, changed: StockBook): Promise<void> {
  const rows = [...changed.values()].map((stock) => ({
    ...keyOf(stock),
    quantity: formatQuantity(stock.valuation.quantity),
    value: stock.valuation.value.minor.toString(),
    lastSequence: stock.lastSequence.toString(),
  }))
  await tx.$executeRaw`
    update stock_balance b
    set quantity = r.quantity, value = r.value, last_sequence = r."lastSequence",
        negative_allowed = r.quantity < 0 and exists (
          select from warehouse w where w.valuation_area_id = b.valuation_area_id and w.negative_stock_allowed)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("itemId" uuid, "valuationAreaId" uuid, quantity numeric, value bigint, "lastSequence" bigint)
    where b.item_id = r."itemId" and b.valuation_area_id = r."valuationAreaId"`
}

/**
 * What lies in these places, in the transaction that locked their balances: by item and warehouse, less what is kept there
 * for others, by location and lot of those that name one, and of each lot what is kept of it for nobody.
 */
export async function onHand(tx: Tx, places: readonly BinKey[]): Promise<OnHand> {
  const keys = JSON.stringify(places.map(binOf))
  const rows = await tx.$queryRaw<(BinKey & { onHand: string; wholeLot: boolean })[]>`
    select w.item_id as "itemId", w.warehouse_id as "warehouseId", null::uuid as "locationId", null::uuid as "lotId",
           (w.on_hand - w.reserved)::text as "onHand", false as "wholeLot"
    from warehouse_stock w
    where (w.item_id, w.warehouse_id) in (
      select "itemId", "warehouseId" from jsonb_to_recordset(${keys}::jsonb) as p("itemId" uuid, "warehouseId" uuid))
    union all
    select b.item_id, b.warehouse_id, b.location_id, b.lot_id, b.on_hand::text, false
    from bin_stock b
    join (select distinct * from jsonb_to_recordset(${keys}::jsonb) as p(
            "itemId" uuid, "warehouseId" uuid, "locationId" uuid, "lotId" uuid)) as p
      on b.item_id = p."itemId" and b.warehouse_id = p."warehouseId"
         and b.location_id is not distinct from p."locationId" and b.lot_id is not distinct from p."lotId"
    union all
    select p."itemId", p."warehouseId", null, p."lotId",
           ((select coalesce(sum(b.on_hand), 0) from bin_stock b
             where b.item_id = p."itemId" and b.warehouse_id = p."warehouseId" and b.lot_id = p."lotId")
            - (select coalesce(sum(r.open_quantity), 0) from stock_reservation r
               where r.lot_id = p."lotId" and r.warehouse_id = p."warehouseId" and r.open_quantity > 0))::text, true
    from (select distinct "itemId", "warehouseId", "lotId" from jsonb_to_recordset(${keys}::jsonb) as p(
            "itemId" uuid, "warehouseId" uuid, "lotId" uuid)) as p
    where p."lotId" is not null`
  return new Map(
    rows.map(({ onHand: quantity, wholeLot, ...place }) => [
      wholeLot ? freeLotKey(place) : binKey(place),
      readQuantity(quantity),
    ]),
  )
}

/** What each of these items last cost: the latest receipt of it in the area, as quantity and value. */
export async function lastCosts(tx: Tx, keys: readonly Key[]): Promise<Map<ItemId, Pool>> {
  const rows = await tx.$queryRaw<{ itemId: ItemId; quantity: string; value: bigint; currency: string }[]>`
    select k."itemId", last.quantity::text, last.value, last.currency
    from (select distinct "itemId", "valuationAreaId"
          from jsonb_to_recordset(${JSON.stringify(keys.map(keyOf))}::jsonb)
            as p("itemId" uuid, "valuationAreaId" uuid)) as k
    cross join lateral (
      select e.quantity, e.value, d.currency
      from stock_entry e join stock_document d on d.id = e.stock_document_id
      where e.item_id = k."itemId" and e.valuation_area_id = k."valuationAreaId" and e.quantity > 0 and e.value > 0
      order by e.sequence desc
      limit 1) as last`
  return new Map(
    rows.map(({ itemId, quantity, value, currency }) => [
      itemId,
      { quantity: readQuantity(quantity), value: readMoney(value, currency) },
    ]),
  )
}

/** Adds what moved to the warehouses' counts, whose area balances are locked. */
export async function moveInWarehouses(tx: Tx, moved: readonly MovedInWarehouse[]): Promise<void> {
  if (moved.length === 0) return
  const rows = moved.map(({ quantity, ...place }) => ({ ...place, quantity: formatQuantity(quantity) }))
  await tx.$executeRaw`
    update warehouse_stock s set on_hand = s.on_hand + r.quantity, negative_allowed = w.negative_stock_allowed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("itemId" uuid, "warehouseId" uuid, quantity numeric)
    join warehouse w on w.id = r."warehouseId"
    where s.item_id = r."itemId" and s.warehouse_id = r."warehouseId"`
}

/**
 * Adds what moved by location and lot, whose area balances are locked. What leaves goes first, so that no serial number
 * seems to be in two places; a place that is new begins with nothing, for the database checks a row before it looks whether
 * there is one.
 */
export async function moveInBins(tx: Tx, moved: readonly MovedInBin[]): Promise<void> {
  if (moved.length === 0) return
  const places = moved.map(({ quantity: _, ...place }) => place)
  await tx.$executeRaw`
    insert into bin_stock (company_id, item_id, warehouse_id, location_id, lot_id, serial)
    select r."companyId", r."itemId", r."warehouseId", r."locationId", r."lotId", coalesce(l.serial, false)
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as r(
      "companyId" uuid, "itemId" uuid, "warehouseId" uuid, "locationId" uuid, "lotId" uuid)
    left join lot l on l.id = r."lotId"
    on conflict do nothing`
  const left = moved.filter(({ quantity }) => quantity.lt(0))
  const entered = moved.filter(({ quantity }) => quantity.gt(0))
  await addToBins(tx, left)
  await addToBins(tx, entered)
}

async function addToBins(tx: Tx, moved: readonly MovedInBin[]): Promise<void> {
  if (moved.length === 0) return
  const rows = moved.map(({ quantity, ...place }) => ({ ...place, quantity: formatQuantity(quantity) }))
  await tx.$executeRaw`
    update bin_stock s set on_hand = s.on_hand + r.quantity, negative_allowed = w.negative_stock_allowed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      "itemId" uuid, "warehouseId" uuid, "locationId" uuid, "lotId" uuid, quantity numeric)
    join warehouse w on w.id = r."warehouseId"
    where s.item_id = r."itemId" and s.warehouse_id = r."warehouseId"
      and s.location_id is not distinct from r."locationId" and s.lot_id is not distinct from r."lotId"`
}

function binOf({ itemId, warehouseId, locationId = null, lotId = null }: BinKey): BinKey {
  return { itemId, warehouseId, locationId, lotId }
}

function keyOf({ itemId, valuationAreaId }: Key): Key {
  return { itemId, valuationAreaId }
}

function fromRow({
  companyId,
  itemId,
  valuationAreaId,
  costing,
  currency,
  quantity,
  value: minor,
  lastSequence,
  standardCost,
}: Row): BookedStock {
  const value = readMoney(minor, currency)
  return {
    companyId,
    itemId,
    valuationAreaId,
    lastSequence,
    valuation: {
      costing,
      quantity: readQuantity(quantity),
      value,
      layers: [],
      standardCost: readStandardCost(standardCost, value.currency),
    },
  }
}
