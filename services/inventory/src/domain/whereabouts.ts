import { addQuantity, type Quantity, subtractQuantity, sumQuantities, zeroQuantity } from '@erp/values'
import type { CostingMethod } from './item.ts'
import { type GoodsFlow, quantityKept, type ReceivedGoods } from './received-goods.ts'
import { keepsLayers, type StockEntryId, smaller } from './valuation.ts'
import type { ValuationAreaId, WarehouseId } from './warehouse.ts'

/** Where goods of a receipt may still be, and at most how many of them. */
export type Whereabouts = {
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  /** The layer that holds them; null where none are kept. */
  readonly layerId: StockEntryId | null
  readonly atMost: Quantity
}

/**
 * Where the goods of a receipt line may have gone, its own place first, given what left in order (late cost after a
 * transfer). Layers say exactly; an average cannot tell its goods apart, so what was moved on may be them, up to as many as
 * came. At standard cost nobody asks.
 */
export function whereaboutsOf(
  goods: ReceivedGoods,
  costing: CostingMethod,
  flows: readonly GoodsFlow[],
): readonly Whereabouts[] {
  if (costing === 'STANDARD') return [ownPlace(goods, null)]
  const own = flows.filter(({ itemId }) => itemId === goods.itemId)
  return keepsLayers(costing) ? alongLayers(goods, own) : alongMoves(goods, own)
}

function ownPlace(
  { warehouseId, valuationAreaId, ...goods }: ReceivedGoods,
  layerId: StockEntryId | null,
): Whereabouts {
  return { warehouseId, valuationAreaId, layerId, atMost: subtractQuantity(goods.quantity, goods.returned) }
}

/** Areas by what came to them from where the goods may be; goods in transit by the layer of their shipment. */
function alongMoves(goods: ReceivedGoods, flows: readonly GoodsFlow[]): readonly Whereabouts[] {
  const own = ownPlace(goods, null)
  const reached = new Map<string, Whereabouts>([[own.valuationAreaId, own]])
  for (const { fromAreaId, quantity, taken, to } of flows) {
    const from = reached.get(fromAreaId) ?? taken.map(({ layerId }) => reached.get(layerId)).find(Boolean)
    if (!from || !to || to.valuationAreaId === own.valuationAreaId) continue
    const { entryId, warehouseId, valuationAreaId } = to
    const layerId = to.inTransit ? entryId : null
    const before = reached.get(layerId ?? valuationAreaId)
    const came = addQuantity(before?.atMost ?? zeroQuantity, smaller(quantity, from.atMost))
    const atMost = smaller(came, own.atMost)
    reached.set(layerId ?? valuationAreaId, { warehouseId, valuationAreaId, layerId, atMost })
  }
  return [...reached.values()]
}

/** Goods in a layer in the order they leave it; those of the receipt among others, where a transfer took from several layers. */
type Queue = readonly { readonly quantity: Quantity; readonly ours: boolean }[]

function alongLayers(goods: ReceivedGoods, flows: readonly GoodsFlow[]): readonly Whereabouts[] {
  const own = ownPlace(goods, goods.layerId)
  const places = new Map<StockEntryId, Whereabouts>([[goods.layerId, own]])
  const ours = smaller(goods.layered, goods.quantity)
  const queue: Queue = [
    { quantity: ours, ours: true },
    { quantity: subtractQuantity(goods.layered, ours), ours: false },
  ]
  const queues = new Map<StockEntryId, Queue>([[goods.layerId, queue]])
  for (const { taken, to } of flows) {
    if (!taken.some(({ layerId }) => queues.has(layerId))) continue
    const gone = taken.flatMap(({ layerId, quantity }) => {
      const there = queues.get(layerId)
      if (!there) return [{ quantity, ours: false }]
      const { first, rest } = split(there, quantity)
      queues.set(layerId, rest)
      return first
    })
    if (!to || to.layered.isZero()) continue
    const covered = subtractQuantity(quantityOf(gone), to.layered)
    queues.set(to.entryId, split(gone, covered).rest)
    const { entryId: layerId, warehouseId, valuationAreaId } = to
    places.set(layerId, { warehouseId, valuationAreaId, layerId, atMost: zeroQuantity })
  }
  return [...places.values()].flatMap((place) => {
    const left = (place.layerId && queues.get(place.layerId)?.filter((part) => part.ours)) || []
    const atMost = smaller(quantityOf(left), quantityKept(goods))
    return place === own || atMost.gt(0) ? [{ ...place, atMost }] : []
  })
}

function quantityOf(queue: Queue): Quantity {
  return sumQuantities(queue.map(({ quantity }) => quantity))
}

/** So many of the goods that leave first, and the others. */
function split(queue: Queue, quantity: Quantity): { first: Queue; rest: Queue } {
  const first: { quantity: Quantity; ours: boolean }[] = []
  const rest: { quantity: Quantity; ours: boolean }[] = []
  let open = quantity
  for (const part of queue) {
    const taken = smaller(part.quantity, open)
    open = subtractQuantity(open, taken)
    if (taken.gt(0)) first.push({ ...part, quantity: taken })
    if (taken.lt(part.quantity)) rest.push({ ...part, quantity: subtractQuantity(part.quantity, taken) })
  }
  return { first, rest }
}
