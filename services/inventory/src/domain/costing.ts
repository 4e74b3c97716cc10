import {
  add,
  compare,
  extend,
  formatQuantity,
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
  zero,
  zeroQuantity,
} from '@erp/values'
import {
  carryingShare,
  changeOf,
  keepsLayers,
  type Layer,
  type LayerChange,
  type LotId,
  type Movement,
  type Pool,
  type StockEntryId,
  smaller,
  totalOf,
  type Valuation,
  valueAlone,
} from './valuation.ts'

/** What a covering receipt tells of an issue that was assumed to cost something else: a value without quantity. */
export type TrueUp = { readonly entryId: StockEntryId; readonly movement: Movement }

/** A receipt, and the true-ups that come before it in the ledger. */
export type Receipt = { readonly movement: Movement; readonly trueUps: readonly TrueUp[] }

export type StockInsufficient = Refusal<'StockInsufficient', { available: string; requested: string }>
export type UnitCostUnknown = Refusal<'UnitCostUnknown'>

/** Goods of one lot, or of one layer; left out, whatever the method takes first. */
export type Choice = { readonly lotId?: LotId | null | undefined; readonly layerId?: StockEntryId | undefined }

/**
 * Goods come in at the value their document gives them, at standard cost under STANDARD; their layer is named `layerId`.
 * What was issued before it was there is covered first, oldest first, at the receipt's own cost: the difference to what
 * was assumed is a true-up for the issue's counterpart. Older layers need not be at hand. Goods `carried` over from another
 * area keep the value they left it with, at standard cost too.
 */
export function receive(
  valuation: Valuation,
  goods: {
    quantity: Quantity
    value: Money
    layerId: StockEntryId
    lotId?: LotId | null | undefined
    carried?: boolean | undefined
  },
): Receipt {
  const { quantity, layerId, lotId = null } = goods
  const value = goods.carried ? goods.value : valueOfReceipt(valuation, goods)
  const trueUps: TrueUp[] = []
  const layerChanges: LayerChange[] = []
  let open: Pool = { quantity, value }
  for (const issued of valuation.layers.filter((layer) => layer.quantity.lt(0))) {
    if (open.quantity.isZero()) break
    const owed = negateQuantity(issued.quantity)
    const part = smaller(owed, open.quantity)
    const cost = portion(open.value, part, open.quantity)
    const assumed = portion(negate(issued.value), part, owed)
    open = { quantity: subtractQuantity(open.quantity, part), value: subtract(open.value, cost) }
    layerChanges.push(changeOf(issued, part, assumed))
    const difference = subtract(assumed, cost)
    if (!isZero(difference)) trueUps.push({ entryId: issued.layerId, movement: valueAlone(difference) })
  }
  if (keepsLayers(valuation.costing) && !open.quantity.isZero()) layerChanges.push({ layerId, lotId, ...open })
  return { movement: { quantity, value, layerChanges }, trueUps }
}

/**
 * Goods go out at the carrying value: all of it with the last unit, else half-up(value × part ÷ whole). FIFO takes the
 * oldest layers first, SPECIFIC those of the lot or layer that is chosen.
 */
export function issue(valuation: Valuation, quantity: Quantity, choice: Choice = {}): Movement | StockInsufficient {
  const layers = valuation.layers.filter((layer) => isChosen(layer, choice))
  return takeOut(valuation, layers, quantity, carryingShare)
}

/**
 * Goods go out whether or not they are there, where negative stock is allowed: what is there at its carrying value, the
 * rest provisionally at the unit cost of what was left, else at `lastCost`. `entryId` is the ledger entry that it becomes.
 */
export function issueBeyond(
  valuation: Valuation,
  quantity: Quantity,
  { entryId, lastCost, ...choice }: Choice & { entryId: StockEntryId; lastCost: Pool | undefined },
): Movement | StockInsufficient | UnitCostUnknown {
  if (valuation.quantity.gte(quantity)) return issue(valuation, quantity, choice)
  const present = valuation.quantity.gt(0) ? valuation.quantity : zeroQuantity
  const rest = subtractQuantity(quantity, present)
  const assumed = assumedCost(valuation, rest, lastCost)
  if (!assumed) return refuse('UnitCostUnknown')
  const taken = present.isZero() ? valueAlone(zero(assumed.currency)) : issue(valuation, present, choice)
  if ('refusal' in taken) return taken
  return {
    quantity: negateQuantity(quantity),
    value: subtract(taken.value, assumed),
    layerChanges: [
      ...taken.layerChanges,
      { layerId: entryId, lotId: null, quantity: negateQuantity(rest), value: negate(assumed) },
    ],
  }
}

/**
 * Goods go back to the supplier at the value their receipt had (P4, return before invoice) or their invoice (P5), within what they carry now:
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
  let uncleared: Pool = { quantity, value: clearingValue }
  return takeOut(valuation, [...own, ...others], quantity, (pool, part) => {
    const clearing = portion(uncleared.value, part, uncleared.quantity)
    uncleared = {
      quantity: subtractQuantity(uncleared.quantity, part),
      value: subtract(uncleared.value, clearing),
    }
    if (part.eq(pool.quantity)) return pool.value
    if (valuation.costing === 'STANDARD') return carryingShare(pool, part)
    return compare(clearing, pool.value) < 0 ? clearing : carryingShare(pool, part)
  })
}

/** The exact opposite of a movement that took goods out: the same quantity and value, into the same layers. */
export function putBack(movement: Movement): Movement {
  return {
    quantity: negateQuantity(movement.quantity),
    value: negate(movement.value),
    layerChanges: movement.layerChanges.map((change) =>
      changeOf(change, negateQuantity(change.quantity), negate(change.value)),
    ),
  }
}

function valueOfReceipt({ costing, standardCost }: Valuation, goods: Pool): Money {
  if (costing !== 'STANDARD') return goods.value
  if (!standardCost) throw new Error('An item at standard cost has none.')
  return extend(standardCost, goods.quantity)
}

/** What goods that are not there are assumed to cost. */
function assumedCost(valuation: Valuation, quantity: Quantity, lastCost: Pool | undefined): Money | undefined {
  if (valuation.costing === 'STANDARD' && valuation.standardCost) return extend(valuation.standardCost, quantity)
  const unit = valuation.quantity.isZero() ? lastCost : valuation
  return unit && portion(unit.value, quantity, unit.quantity)
}

function isChosen(layer: Layer, { lotId, layerId }: Choice): boolean {
  return (lotId === undefined || layer.lotId === lotId) && (layerId === undefined || layer.layerId === layerId)
}

/** Moving average and standard cost are one pool; FIFO and SPECIFIC are their layers in the order given. */
function takeOut(
  valuation: Valuation,
  layers: readonly Layer[],
  quantity: Quantity,
  worth: (pool: Pool, part: Quantity) => Money,
): Movement | StockInsufficient {
  const layered = keepsLayers(valuation.costing)
  const present = layered ? totalOf(layers, valuation.value.currency).quantity : valuation.quantity
  if (layers.length === valuation.layers.length && present.lt(valuation.quantity))
    throw new Error('The layers of an item do not add up to its balance.')
  if (present.lt(quantity))
    return refuse('StockInsufficient', {
      available: formatQuantity(present),
      requested: formatQuantity(quantity),
    })
  if (!layered) return { ...valueAlone(negate(worth(valuation, quantity))), quantity: negateQuantity(quantity) }

  const layerChanges: LayerChange[] = []
  let missing = quantity
  let value = zero(valuation.value.currency)
  for (const layer of layers) {
    if (missing.isZero()) break
    if (!layer.quantity.gt(0)) continue
    const part = smaller(layer.quantity, missing)
    const taken = negate(worth(layer, part))
    layerChanges.push(changeOf(layer, negateQuantity(part), taken))
    missing = subtractQuantity(missing, part)
    value = add(value, taken)
  }
  return { quantity: negateQuantity(quantity), value, layerChanges }
}
