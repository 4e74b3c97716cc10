import type { Money, Quantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** What there is of an item in a valuation area, with the codes that lists are ordered by. */
export type StockBalance = {
  readonly itemId: ItemId
  readonly itemCode: string
  readonly valuationAreaId: ValuationAreaId
  readonly valuationAreaCode: string
  readonly quantity: Quantity
  readonly value: Money
}

export type WarehouseStock = {
  readonly warehouseId: WarehouseId
  readonly onHand: Quantity
  readonly reserved: Quantity
  /** What can be promised; nothing in quarantine or in transit. */
  readonly available: Quantity
}

/** What is left of one receipt; it has the id of the entry that received it. */
export type StockLayer = {
  readonly id: string
  readonly sequence: bigint
  readonly quantity: Quantity
  readonly value: Money
}

export type BalanceFilter = {
  readonly companyId: string
  readonly itemIds?: readonly string[] | undefined
  readonly valuationAreaId?: string | undefined
  readonly warehouseId?: string | undefined
}

type BalanceKey = Pick<StockBalance, 'itemId' | 'valuationAreaId'>
type BalanceRow = Omit<StockBalance, 'quantity' | 'value'> & { quantity: string; value: bigint; currency: string }

/** Balances of what has ever moved, by item code and area code, after the row with those two codes; all when `limit` is left out. */
export async function listBalances(
  tx: Tx,
  filter: BalanceFilter,
  page: { after?: readonly string[] | undefined; limit?: number | undefined } = {},
): Promise<StockBalance[]> {
  const { companyId, itemIds, valuationAreaId = null, warehouseId = null } = filter
  const items = itemIds === undefined ? null : JSON.stringify(itemIds)
  const [itemCode = null, areaCode = null] = page.after ?? []
  const rows = await tx.$queryRaw<BalanceRow[]>`
    select b.item_id as "itemId", i.code as "itemCode", b.valuation_area_id as "valuationAreaId",
           a.code as "valuationAreaCode", b.quantity::text, b.value, b.currency
    from stock_balance b
    join item i on i.id = b.item_id
    join valuation_area a on a.id = b.valuation_area_id
    where i.company_id = ${companyId}::uuid and b.last_sequence > 0
      and (${items}::jsonb is null
           or b.item_id = any (array(select value::uuid from jsonb_array_elements_text(${items}::jsonb))))
      and (${valuationAreaId}::uuid is null or b.valuation_area_id = ${valuationAreaId}::uuid)
      and (${warehouseId}::uuid is null or exists (
        select from warehouse_stock w join warehouse h on h.id = w.warehouse_id
        where w.warehouse_id = ${warehouseId}::uuid and w.item_id = b.item_id
          and h.valuation_area_id = b.valuation_area_id
          and (w.on_hand <> 0
               or exists (select from stock_entry e where e.item_id = w.item_id and e.warehouse_id = w.warehouse_id))))
      and (${itemCode}::text is null
           or i.code >= ${itemCode}::text and (i.code, a.code) > (${itemCode}::text, ${areaCode}::text))
    order by i.code, a.code
    limit ${page.limit ?? null}`
  return rows.map(({ quantity, value, currency, ...row }) => ({
    ...row,
    quantity: readQuantity(quantity),
    value: readMoney(value, currency),
  }))
}

/** How much of each item lies in the warehouses of each area, in the order of the keys; warehouses by code. */
export async function warehouseStocks(tx: Tx, keys: readonly BalanceKey[]): Promise<WarehouseStock[][]> {
  const rows = await tx.$queryRaw<
    { place: bigint; warehouseId: WarehouseId; onHand: string; reserved: string; available: string }[]
  >`
    select k.place, w.warehouse_id as "warehouseId", w.on_hand::text as "onHand", w.reserved::text,
           (case when h.kind = 'NORMAL' then greatest(w.on_hand - w.reserved, 0) else 0 end)::text as available
    from rows from (jsonb_to_recordset(${JSON.stringify(keys.map(({ itemId, valuationAreaId }) => ({ itemId, valuationAreaId })))}::jsonb)
      as ("itemId" uuid, "valuationAreaId" uuid)) with ordinality as k("itemId", "valuationAreaId", place)
    join warehouse h on h.valuation_area_id = k."valuationAreaId"
    join warehouse_stock w on w.warehouse_id = h.id and w.item_id = k."itemId"
    order by k.place, h.code`
  const stocks = Map.groupBy(rows, ({ place }) => Number(place))
  return keys.map((_, index) =>
    (stocks.get(index + 1) ?? []).map(({ warehouseId, onHand, reserved, available }) => ({
      warehouseId,
      onHand: readQuantity(onHand),
      reserved: readQuantity(reserved),
      available: readQuantity(available),
    })),
  )
}

/** The layers of an item in an area that still hold something, oldest first, after the one with that sequence. */
export async function listLayers(
  tx: Tx,
  { itemId, valuationAreaId }: { itemId: string; valuationAreaId: string },
  { after, limit }: { after: string | undefined; limit: number },
): Promise<StockLayer[]> {
  const rows = await tx.$queryRaw<
    { id: string; sequence: bigint; quantity: string; value: bigint; currency: string }[]
  >`
    select l.id, l.sequence, l.quantity::text, l.value, b.currency
    from stock_layer l join stock_balance b using (item_id, valuation_area_id)
    join stock_entry received on received.id = l.id
    where l.item_id = ${itemId}::uuid and l.valuation_area_id = ${valuationAreaId}::uuid and l.quantity > 0
      and l.sequence > ${after ?? '0'}::bigint
    order by l.sequence
    limit ${limit}`
  return rows.map(({ id, sequence, quantity, value, currency }) => ({
    id,
    sequence,
    quantity: readQuantity(quantity),
    value: readMoney(value, currency),
  }))
}

/** What all stock of the companies in scope is worth, in minor units. */
export async function totalValue(tx: Tx): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ total: bigint }[]>`
    select coalesce(sum(value), 0)::bigint as total from stock_balance`
  return row?.total ?? 0n
}
