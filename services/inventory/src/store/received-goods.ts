import { Decimal, isId } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { GoodsFlow, ReceivedGoods } from '../domain/received-goods.ts'
import type { StockEntryId } from '../domain/valuation.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** The goods receipt lines behind these ledger entries, in the order given; what is none, or was taken back, is left out. */
export async function findMany(tx: Tx, entryIds: readonly string[]): Promise<ReceivedGoods[]> {
  const rows = await tx.$queryRaw<GoodsRow[]>`
    select e.id as "entryId", e.item_id as "itemId", e.warehouse_id as "warehouseId",
           e.valuation_area_id as "valuationAreaId", e.quantity::text, e.clearing_value as "netValue", d.currency,
           coalesce(anew.layer_id, e.id) as "layerId", coalesce(anew.quantity, own.quantity, 0)::text as layered,
           coalesce((select -sum(back.quantity) from stock_entry back
                     where back.origin_line_id = e.source_line_id), 0)::text as returned,
           i.weight::text, i.volume::text
    from jsonb_array_elements_text(${JSON.stringify(entryIds.filter(isId))}::jsonb) with ordinality as wanted(id, place)
    join stock_entry e on e.id = wanted.id::uuid
    join stock_document d on d.id = e.stock_document_id
    join item i on i.id = e.item_id
    left join stock_layer_change own on own.stock_entry_id = e.id and own.layer_id = e.id
    left join lateral (
      select l.id as layer_id, c.quantity
      from stock_layer l
      join stock_layer_change c on c.layer_id = l.id and c.stock_entry_id = l.id
      join stock_entry began on began.id = l.id
      join stock_document change on change.id = began.stock_document_id and change.event_kind = 'COSTING_CHANGE'
      where l.item_id = e.item_id and l.valuation_area_id = e.valuation_area_id and l.sequence > e.sequence
      order by l.sequence desc
      limit 1) as anew on true
    where d.document_type = 'GOODS_RECEIPT' and d.reverses_id is null and d.adjusts_id is null
      and not exists (select from stock_document r where r.reverses_id = d.id)
    order by wanted.place`
  return rows.map(({ quantity, layered, returned, netValue, currency, weight, volume, ...place }) => ({
    ...place,
    quantity: readQuantity(quantity),
    layered: readQuantity(layered),
    returned: readQuantity(returned),
    netValue: readMoney(netValue, currency),
    weight: weight === null ? null : new Decimal(weight),
    volume: volume === null ? null : new Decimal(volume),
  }))
}

/**
 * What left since these receipts, oldest first, without what was brought back: of items whose layers are kept all that left
 * their layers and those they went on to, of others what was moved to another valuation area.
 */
export async function flowsSince(tx: Tx, goods: readonly ReceivedGoods[]): Promise<GoodsFlow[]> {
  const receipts = JSON.stringify(goods.map(({ entryId, layerId }) => ({ entryId, layerId })))
  const rows = await tx.$queryRaw<FlowRow[]>`
    with recursive receipt as (
      select r."layerId" as layer_id, e.item_id, e.position, i.costing in ('FIFO', 'SPECIFIC') as layered
      from jsonb_to_recordset(${receipts}::jsonb) as r("entryId" uuid, "layerId" uuid)
      join stock_entry e on e.id = r."entryId"
      join item i on i.id = e.item_id
    ), reached (layer_id) as (
      select layer_id from receipt where layered
      union
      select arrived.id
      from reached
      join stock_layer_change c on c.layer_id = reached.layer_id and c.quantity < 0
      join stock_entry gone on gone.id = c.stock_entry_id
      join stock_entry arrived on arrived.stock_document_id = gone.stock_document_id
        and arrived.source_line_id = gone.source_line_id and arrived.item_id = gone.item_id
        and arrived.valuation_area_id <> gone.valuation_area_id and arrived.quantity > 0
    ), gone (id) as (
      select c.stock_entry_id from reached join stock_layer_change c on c.layer_id = reached.layer_id and c.quantity < 0
      union
      select e.id
      from receipt join stock_entry e on e.item_id = receipt.item_id and e.position > receipt.position and e.quantity < 0
      join stock_document d on d.id = e.stock_document_id
        and d.event_kind in ('STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT')
      where not receipt.layered
    )
    select e.item_id as "itemId", e.valuation_area_id as "fromAreaId", (-e.quantity)::text as quantity,
           (select coalesce(jsonb_agg(jsonb_build_object('layerId', c.layer_id, 'quantity', (-c.quantity)::text)
                                      order by c.line_number), '[]')
            from stock_layer_change c where c.stock_entry_id = e.id and c.quantity < 0) as taken,
           arrived.id as "entryId", arrived.warehouse_id as "warehouseId",
           arrived.valuation_area_id as "valuationAreaId", coalesce(a.transit, false) as "inTransit",
           coalesce(begun.quantity, 0)::text as layered
    from gone
    join stock_entry e on e.id = gone.id
    join stock_document d on d.id = e.stock_document_id and d.reverses_id is null
    left join stock_entry arrived on arrived.stock_document_id = e.stock_document_id
      and arrived.source_line_id = e.source_line_id and arrived.item_id = e.item_id
      and arrived.valuation_area_id <> e.valuation_area_id and arrived.quantity > 0
    left join valuation_area a on a.id = arrived.valuation_area_id
    left join stock_layer_change begun on begun.stock_entry_id = arrived.id and begun.layer_id = arrived.id
    where not exists (select from stock_document r where r.reverses_id = d.id)
    order by e.position`
  return rows.map(({ itemId, fromAreaId, quantity, taken, ...arrived }) => ({
    itemId,
    fromAreaId,
    quantity: readQuantity(quantity),
    taken: taken.map((part) => ({ layerId: part.layerId, quantity: readQuantity(part.quantity) })),
    to: arrivalOf(arrived),
  }))
}

function arrivalOf({ entryId, warehouseId, valuationAreaId, inTransit, layered }: Arrived): GoodsFlow['to'] {
  if (!entryId || !warehouseId || !valuationAreaId) return null
  return { entryId, warehouseId, valuationAreaId, inTransit, layered: readQuantity(layered) }
}

type GoodsRow = Pick<ReceivedGoods, 'entryId' | 'layerId' | 'itemId' | 'warehouseId' | 'valuationAreaId'> & {
  quantity: string
  layered: string
  returned: string
  netValue: bigint
  currency: string
  weight: string | null
  volume: string | null
}

type FlowRow = Arrived & {
  itemId: ItemId
  fromAreaId: ValuationAreaId
  quantity: string
  taken: { layerId: StockEntryId; quantity: string }[]
}

/** All null but for what was brought elsewhere. */
type Arrived = {
  entryId: StockEntryId | null
  warehouseId: WarehouseId | null
  valuationAreaId: ValuationAreaId | null
  inTransit: boolean
  layered: string
}
