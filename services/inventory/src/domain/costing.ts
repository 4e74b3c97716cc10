import {
  add,
  addQuantity,
  type Branded,
  type Currency,
  compare,
  formatQuantity,
  type Money,
  negate,
  negateQuantity,
  portion,
  type Quantity,
  type Refusal,
  refuse,
  subtract,
  subtractQuantity,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { CostingMethod } from './item.ts'

export type StockEntryId = Branded<string, 'StockEntryId'>

/** What is left of one receipt of a FIFO item 批次成本层; it carries the id of the stock entry that received it. */
export type Layer = { readonly layerId: StockEntryId; readonly quantity: Quantity; readonly value: Money }

/**
 * An item in a valuation area: how much there is and what it is worth. Value is primary and unit cost derived; quantity 0
 * always has value 0. FIFO layers stand oldest first, used-up ones included, and add up to quantity and value; moving
 * average has none.
 */
export type Valuation = {
  readonly costing: CostingMethod
  readonly quantity: Quantity
  readonly value: Money
  readonly layers: readonly Layer[]
}

/** What a layer gained (+) or lost (−). */
export type LayerChange = { readonly layerId: StockEntryId; readonly quantity: Quantity; readonly value: Money }

/** One valued change of stock: receipts positive, issues negative. */
export type Movement = {
  readonly quantity: Quantity
  readonly value: Money
  readonly layerChanges: readonly LayerChange[]
}

export type StockInsufficient = Refusal<'StockInsufficient', { available: string; requested: string }>

type Pool = { readonly quantity: Quantity; readonly value: Money }

export function emptyValuation(costing: CostingMethod, currency: Currency): Valuation {
  return { costing, quantity: zeroQuantity, value: zero(currency), layers: [] }
}

/** Goods come in at the value their document gives them. A FIFO item gains a layer named `layerId`; older layers need not be at hand. */
export function receive(
  valuation: Valuation,
  { quantity, value, layerId }: { quantity: Quantity; value: Money; layerId: StockEntryId },
): Movement {
  return { quantity, value, layerChanges: valuation.costing === 'FIFO' ? [{ layerId, quantity, value }] : [] }
}

/** Goods go out at the carrying value: all of it with the last unit, else half-up(value × part ÷ whole); FIFO takes the oldest layers first. */
export function issue(valuation: Valuation, quantity: Quantity): Movement | StockInsufficient {
  return takeOut(valuation, valuation.layers, quantity, carryingShare)
}

/**
 * Goods go back to the supplier at the value their receipt had (P4, return before invoice), within what they carry now:
 * the last unit takes all that is left, and a clearing value not below the whole pool becomes the carrying share. What is
 * missing or left over against `clearingValue` belongs to the cost of sales, where the difference went when it was issued.
 * FIFO takes the receipt's own layer first, then the oldest others, each with its share of the clearing value.
 */
export function returnToSupplier(
  valuation: Valuation,
  { quantity, clearingValue, layerId }: { quantity: Quantity; clearingValue: Money; layerId: StockEntryId },
): Movement | StockInsufficient {
  const own = valuation.layers.filter((layer) => layer.layerId === layerId)
  const others = valuation.layers.filter((layer) => layer.layerId !== layerId)
  let unclearedQuantity = quantity
  let unclearedValue = clearingValue
  return takeOut(valuation, [...own, ...others], quantity, (pool, part) => {
    const clearing = portion(unclearedValue, part, unclearedQuantity)
    unclearedQuantity = subtractQuantity(unclearedQuantity, part)
    unclearedValue = subtract(unclearedValue, clearing)
    if (part.eq(pool.quantity)) return pool.value
    return compare(clearing, pool.value) < 0 ? clearing : carryingShare(pool, part)
  })
}

/** The exact opposite of a movement that took goods out: the same quantity and value, into the same layers. */
export function putBack(movement: Movement): Movement {
  return {
    quantity: negateQuantity(movement.quantity),
    value: negate(movement.value),
    layerChanges: movement.layerChanges.map(({ layerId, quantity, value }) => ({
      layerId,
      quantity: negateQuantity(quantity),
      value: negate(value),
    })),
  }
}

/** The stock after a movement. Folding it over a ledger from the start gives the balance. */
export function apply(valuation: Valuation, movement: Movement): Valuation {
  const layers = [...valuation.layers]
  for (const change of movement.layerChanges) {
    const place = layers.findIndex((layer) => layer.layerId === change.layerId)
    const layer = layers[place]
    if (layer) layers[place] = { layerId: layer.layerId, ...sumOf(layer, change) }
    else layers.push(change)
  }
  return { costing: valuation.costing, ...sumOf(valuation, movement), layers }
}

function sumOf(pool: Pool, change: Pool): Pool {
  return { quantity: addQuantity(pool.quantity, change.quantity), value: add(pool.value, change.value) }
}

function carryingShare(pool: Pool, part: Quantity): Money {
  return portion(pool.value, part, pool.quantity)
}

/** Moving average is one pool; FIFO is its layers in the order given. */
function takeOut(
  valuation: Valuation,
  layers: readonly Layer[],
  quantity: Quantity,
  worth: (pool: Pool, part: Quantity) => Money,
): Movement | StockInsufficient {
  if (valuation.quantity.lt(quantity))
    return refuse('StockInsufficient', {
      available: formatQuantity(valuation.quantity),
      requested: formatQuantity(quantity),
    })
  if (valuation.costing === 'MOVING_AVERAGE')
    return { quantity: negateQuantity(quantity), value: negate(worth(valuation, quantity)), layerChanges: [] }

  const layerChanges: LayerChange[] = []
  let missing = quantity
  let value = zero(valuation.value.currency)
  for (const layer of layers) {
    if (missing.isZero()) break
    if (layer.quantity.isZero()) continue
    const part = layer.quantity.lt(missing) ? layer.quantity : missing
    const taken = negate(worth(layer, part))
    layerChanges.push({ layerId: layer.layerId, quantity: negateQuantity(part), value: taken })
    missing = subtractQuantity(missing, part)
    value = add(value, taken)
  }
  if (!missing.isZero()) throw new Error('The layers of an item do not add up to its balance.')
  return { quantity: negateQuantity(quantity), value, layerChanges }
}
