import {
  add,
  allocate,
  Decimal,
  extend,
  isNegative,
  isZero,
  type Money,
  negate,
  negateQuantity,
  portion,
  type Quantity,
  type Refusal,
  refuse,
  subtract,
  subtractQuantity,
  type UnitPrice,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { CostingMethod } from './item.ts'
import {
  changeOf,
  keepsLayers,
  type Layer,
  type Movement,
  type Pool,
  type StockEntryId,
  smaller,
  totalOf,
  type Valuation,
  valueAlone,
} from './valuation.ts'

/**
 * A late cost or its opposite: what goods still there bear, and what belongs to those that are not, of which there are
 * `elsewhere`. A reduction that goods there cannot carry is part of that; `uncarried` says how much of it is.
 */
export type LateCost = {
  readonly movement: Movement
  readonly consumed: Money
  readonly elsewhere: Quantity
  readonly uncarried: Money
}

export type NothingToValue = Refusal<'NothingToValue'>
export type ValueBelowZero = Refusal<'ValueBelowZero', { value: Money }>

/**
 * A cost becomes known after the goods it belongs to came in (P6, landed cost; P2v, price variance): the goods still there
 * bear their share, the rest belongs to those that have left. Of `quantity` received, FIFO and SPECIFIC look at what is left
 * of the receipt's layer, moving average at what is on hand, and none at more than `atMost` of it; at standard cost stock
 * bears nothing. A reduction takes no more than the goods carry.
 */
export function bearLateCost(
  valuation: Valuation,
  {
    quantity,
    value,
    layerId,
    atMost = quantity,
  }: { quantity: Quantity; value: Money; layerId: StockEntryId | null; atMost?: Quantity },
): LateCost {
  const none = zero(value.currency)
  const nothing = { movement: valueAlone(none), consumed: value, elsewhere: quantity, uncarried: none }
  if (valuation.costing === 'STANDARD') return nothing
  const layer = valuation.layers.find((one) => one.layerId === layerId)
  const pool = keepsLayers(valuation.costing) ? layer : valuation
  if (!pool?.quantity.gt(0)) return nothing
  const there = smaller(pool.quantity, smaller(atMost, quantity))
  const share = portion(value, there, quantity)
  const borne = isNegative(add(pool.value, share)) ? negate(pool.value) : share
  const layerChanges = layer && keepsLayers(valuation.costing) ? [changeOf(layer, zeroQuantity, borne)] : []
  return {
    movement: { ...valueAlone(borne), layerChanges },
    consumed: subtract(value, borne),
    elsewhere: subtractQuantity(quantity, there),
    uncarried: subtract(share, borne),
  }
}

/** The goods on hand become worth that much more or less (C4, cost adjustment), each layer by its quantity, or one of them alone. */
export function revalue(
  valuation: Valuation,
  value: Money,
  layerId?: StockEntryId,
): Movement | NothingToValue | ValueBelowZero {
  if (!valuation.quantity.gt(0)) return refuse('NothingToValue')
  if (isNegative(add(valuation.value, value))) return refuse('ValueBelowZero', { value: valuation.value })
  if (!keepsLayers(valuation.costing)) return valueAlone(value)
  const layers = valuation.layers.filter(
    (layer) => layer.quantity.gt(0) && (layerId === undefined || layer.layerId === layerId),
  )
  if (layers.length === 0) return refuse('NothingToValue')
  const worth = totalOf(layers, value.currency).value
  if (isNegative(add(worth, value))) return refuse('ValueBelowZero', { value: worth })
  const shares = sharesOf(value, layers)
  const layerChanges = layers.flatMap((layer, index) => {
    const share = shares[index]
    return share && !isZero(share) ? [changeOf(layer, zeroQuantity, share)] : []
  })
  return { ...valueAlone(value), layerChanges }
}

/** What stock at standard cost must change by so that it is worth its quantity at another standard. */
export function toStandard({ quantity, value }: Pool, standardCost: UnitPrice): Money {
  return subtract(extend(standardCost, quantity), value)
}

/**
 * The item is costed by another method from now on. What is there keeps its value and becomes one layer named `layerId`
 * where the new method keeps layers; changing to STANDARD is followed by a revaluation to it.
 */
export function switchCosting(valuation: Valuation, to: CostingMethod, layerId: StockEntryId): Movement {
  const given = keepsLayers(valuation.costing)
    ? valuation.layers
        .filter(({ quantity }) => quantity.gt(0))
        .map((layer) => changeOf(layer, negateQuantity(layer.quantity), negate(layer.value)))
    : []
  const begun =
    keepsLayers(to) && valuation.quantity.gt(0)
      ? [{ layerId, lotId: null, quantity: valuation.quantity, value: valuation.value }]
      : []
  return { ...valueAlone(zero(valuation.value.currency)), layerChanges: [...given, ...begun] }
}

/** An amount over layers by their quantities; taking away, no layer gives more than it has as long as the whole is there. */
function sharesOf(value: Money, layers: readonly Layer[]): Money[] {
  const shares = allocate(
    value,
    layers.map(({ quantity }) => quantity),
  )
  if (layers.every((layer, index) => !isNegative(add(layer.value, shares[index] ?? value)))) return shares
  return allocate(
    value,
    layers.map((layer) => new Decimal(layer.value.minor.toString())),
  )
}
