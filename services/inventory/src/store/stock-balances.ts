import { formatQuantity, type Quantity } from '@erp/values'
import type { Layer } from '../domain/costing.ts'
import type { CostingMethod, ItemId } from '../domain/item.ts'
import { type BookedStock, bookOf, type StockBook, stockKey } from '../domain/stock-document.ts'
import type { StockPlace } from '../domain/stock-facts.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

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
 * Locks the balances of these items in these areas and reads them without their layers. This is the only place that
 * locks stock: in the order of the keys, in one statement, so two transactions never wait for each other in a circle. A
 * balance also guards the counts of its area's warehouses.
 */
export async function lock(tx: Tx, keys: readonly Key[]): Promise<StockBook> {
  const rows = await tx.$queryRaw<Row[]>`
    select b.company_id as "companyId", b.item_id as "itemId", b.valuation_area_id as "valuationAreaId", i.costing,
           b.currency, b.quantity::text, b.value, b.last_sequence as "lastSequence"
    from stock_balance b join item i on i.id = b.item_id
    where (b.item_id, b.valuation_area_id) in (
      select "itemId", "valuationAreaId"
      from jsonb_to_recordset(${JSON.stringify(keys.map(keyOf))}::jsonb) as p("itemId" uuid, "valuationAreaId" uuid))
    order by b.item_id, b.valuation_area_id
    for no key update of b`
  return bookOf(rows.map(fromRow))
}

/** Reads these balances as they are, without locks and without layers; one that does not exist is left out. */
export async function read(tx: Tx, keys: readonly Key[]): Promise<StockBook> {
  const rows = await tx.$queryRaw<Row[]>`
    select b.company_id as "companyId", b.item_id as "itemId", b.valuation_area_id as "valuationAreaId", i.costing,
           b.currency, b.quantity::text, b.value, b.last_sequence as "lastSequence"
    from stock_balance b join item i on i.id = b.item_id
    where (b.item_id, b.valuation_area_id) in (
      select "itemId", "valuationAreaId"
      from jsonb_to_recordset(${JSON.stringify(keys.map(keyOf))}::jsonb) as p("itemId" uuid, "valuationAreaId" uuid))`
  return bookOf(rows.map(fromRow))
}

/** The same balances with the layers that still hold something, and those in `named`, oldest first. Lock before. */
export async function withLayers(tx: Tx, book: StockBook, named: readonly string[] = []): Promise<StockBook> {
  const rows = await tx.$queryRaw<
    { id: Layer['layerId']; itemId: ItemId; valuationAreaId: ValuationAreaId; quantity: string; value: bigint }[]
  >`
    select id, l.item_id as "itemId", l.valuation_area_id as "valuationAreaId", quantity::text, value
    from stock_layer l
    join jsonb_to_recordset(${JSON.stringify([...book.values()].map(keyOf))}::jsonb)
      as k("itemId" uuid, "valuationAreaId" uuid)
      on l.item_id = k."itemId" and l.valuation_area_id = k."valuationAreaId"
    where quantity > 0 or id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(named)}::jsonb))
    order by l.sequence`
  const layers = Map.groupBy(rows, stockKey)
  return new Map(
    [...book].map(([key, stock]) => {
      const { currency } = stock.valuation.value
      const own = (layers.get(key) ?? []).map(({ id, quantity, value }) => ({
        layerId: id,
        quantity: readQuantity(quantity),
        value: readMoney(value, currency),
      }))
      return [key, { ...stock, valuation: { ...stock.valuation, layers: own } }]
    }),
  )
}

/** Writes the balances that changed; they are locked. */
export async function save(tx: Tx, changed: StockBook): Promise<void> {
  const rows = [...changed.values()].map((stock) => ({
    ...keyOf(stock),
    quantity: formatQuantity(stock.valuation.quantity),
    value: stock.valuation.value.minor.toString(),
    lastSequence: stock.lastSequence.toString(),
  }))
  await tx.$executeRaw`
    update stock_balance b set quantity = r.quantity, value = r.value, last_sequence = r."lastSequence"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("itemId" uuid, "valuationAreaId" uuid, quantity numeric, value bigint, "lastSequence" bigint)
    where b.item_id = r."itemId" and b.valuation_area_id = r."valuationAreaId"`
}

/** What a warehouse holds of these items, in the transaction that locked their balances. */
export async function onHand(
  tx: Tx,
  warehouseId: WarehouseId,
  itemIds: readonly ItemId[],
): Promise<Map<ItemId, Quantity>> {
  const rows = await tx.$queryRaw<{ itemId: ItemId; onHand: string }[]>`
    select item_id as "itemId", on_hand::text as "onHand" from warehouse_stock
    where warehouse_id = ${warehouseId}::uuid
      and item_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb))`
  return new Map(rows.map((row) => [row.itemId, readQuantity(row.onHand)]))
}

/** Adds what moved to the warehouses' counts, whose area balances are locked. */
export async function moveInWarehouses(
  tx: Tx,
  moved: readonly { itemId: ItemId; warehouseId: WarehouseId; quantity: Quantity }[],
): Promise<void> {
  const rows = moved.map(({ itemId, warehouseId, quantity }) => ({
    itemId,
    warehouseId,
    quantity: formatQuantity(quantity),
  }))
  await tx.$executeRaw`
    update warehouse_stock w set on_hand = w.on_hand + r.quantity
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("itemId" uuid, "warehouseId" uuid, quantity numeric)
    where w.item_id = r."itemId" and w.warehouse_id = r."warehouseId"`
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
  value,
  lastSequence,
}: Row): BookedStock {
  return {
    companyId,
    itemId,
    valuationAreaId,
    lastSequence,
    valuation: { costing, quantity: readQuantity(quantity), value: readMoney(value, currency), layers: [] },
  }
}
