import {
  add,
  addQuantity,
  type Branded,
  type Currency,
  compare,
  isNegative,
  isZero,
  type Money,
  portion,
  type Quantity,
  type UnitPrice,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { CostingMethod } from './item.ts'

export type Pool = { readonly quantity: Quantity; readonly value: Money }

export type StockEntryId = Branded<string, 'StockEntryId'>
export type LotId = Branded<string, 'LotId'>

/**
 * What is left of one receipt of a FIFO or SPECIFIC item 批次成本层; it carries the id of the stock entry that received it.
 * Below zero, what is not covered yet of an issue that came before its goods 负库存暂估出库, at what it was assumed to cost:
 * every method keeps those.
 */
export type Layer = Pool & { readonly layerId: StockEntryId; readonly lotId: LotId | null }

/**
 * An item in a valuation area: how much there is and what it is worth. Value is primary and unit cost derived; quantity 0
 * always has value 0. FIFO and SPECIFIC keep layers that add up to quantity and value, oldest first, used-up ones included;
 * the other methods keep only layers below zero, and only while there is less than nothing.
 */
export type Valuation = Pool & {
  readonly costing: CostingMethod
  readonly layers: readonly Layer[]
  /** Of a STANDARD item: what one base unit costs. */
  readonly standardCost?: UnitPrice | undefined
}

/** What a layer gained (+) or lost (−). */
export type LayerChange = Layer

/** One change of stock: receipts positive, issues negative; a value alone where quantity is zero. */
export type Movement = Pool & { readonly layerChanges: readonly LayerChange[] }

export function emptyValuation(costing: CostingMethod, currency: Currency): Valuation {
  return { costing, quantity: zeroQuantity, value: zero(currency), layers: [] }
}

/** Whether what goods cost is kept receipt by receipt. */
export function keepsLayers(costing: CostingMethod): boolean {
  return costing === 'FIFO' || costing === 'SPECIFIC'
}

/** The stock after a movement. Folding it over a ledger from the start gives the balance. */
export function apply(valuation: Valuation, movement: Movement): Valuation {
  const layers = [...valuation.layers]
  for (const change of movement.layerChanges) {
    const place = layers.findIndex((layer) => layer.layerId === change.layerId)
    const layer = layers[place]
    if (layer) layers[place] = { ...layer, ...sumOf(layer, change) }
    else layers.push(change)
  }
  return { ...valuation, ...sumOf(valuation, movement), layers }
}

export function changeOf({ layerId, lotId }: Layer, quantity: Quantity, value: Money): LayerChange {
  return { layerId, lotId, quantity, value }
}

export function valueAlone(value: Money): Movement {
  return { quantity: zeroQuantity, value, layerChanges: [] }
}

/** Quantity and value have one sign, and quantity 0 has no value. */
export function isSound({ quantity, value }: Pool): boolean {
  if (quantity.isZero()) return isZero(value)
  return quantity.gt(0) ? !isNegative(value) : value.minor <= 0n
}

/**
 * Layers carry all there is where they are kept, else only what is missing; goods that are there cover what went out before
 * they were, so that none is above zero beside one below.
 */
export function isBalanced({ costing, quantity, value, layers }: Valuation): boolean {
  const carried = totalOf(layers, value.currency)
  if (layers.some((one) => one.quantity.gt(0)) && layers.some((one) => one.quantity.lt(0))) return false
  if (!keepsLayers(costing) && !quantity.lt(0)) return carried.quantity.isZero() && isZero(carried.value)
  return carried.quantity.eq(quantity) && compare(carried.value, value) === 0
}

export function totalOf(pools: readonly Pool[], currency: Currency): Pool {
  return pools.reduce<Pool>(sumOf, { quantity: zeroQuantity, value: zero(currency) })
}

export function smaller(left: Quantity, right: Quantity): Quantity {
  return left.lt(right) ? left : right
}

export function sumOf(pool: Pool, change: Pool): Pool {
  return { quantity: addQuantity(pool.quantity, change.quantity), value: add(pool.value, change.value) }
}

export function carryingShare(pool: Pool, part: Quantity): Money {
  return portion(pool.value, part, pool.quantity)
}
