import {
  add,
  addQuantity,
  allocate,
  type Branded,
  type Currency,
  compare,
  Decimal,
  extend,
  formatQuantity,
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

/** What a covering receipt tells of an issue that was assumed to cost something else: a value without quantity. */
export type TrueUp = { readonly entryId: StockEntryId; readonly movement: Movement }

/** A receipt, and the true-ups that come before it in the ledger. */
export type Receipt = { readonly movement: Movement; readonly trueUps: readonly TrueUp[] }

/** A late cost or its opposite: what goods still there bear, and what belongs to those that have left. */
export type LateCost = { readonly movement: Movement; readonly consumed: Money }

export type StockInsufficient = Refusal<'StockInsufficient', { available: string; requested: string }>
export type UnitCostUnknown = Refusal<'UnitCostUnknown'>
export type StockUsedSince = Refusal<'StockUsedSince'>
export type NothingToValue = Refusal<'NothingToValue'>
export type ValueBelowZero = Refusal<'ValueBelowZero', { value: Money }>

export type Pool = { readonly quantity: Quantity; readonly value: Money }

/** Goods of one lot, or of one layer; left out, whatever the method takes first. */
export type Choice = { readonly lotId?: LotId | null | undefined; readonly layerId?: StockEntryId | undefined }

export function emptyValuation(costing: CostingMethod, currency: Currency): Valuation {
  return { costing, quantity: zeroQuantity, value: zero(currency), layers: [] }
}

/** Whether what goods cost is kept receipt by receipt. */
export function keepsLayers(costing: CostingMethod): boolean {
  return costing === 'FIFO' || costing === 'SPECIFIC'
}

/**
 * Goods come in at the value their document gives them, at standard cost under STANDARD; their layer is named `layerId`.
 * What was issued before it was there is covered first, oldest first, at the receipt's own cost: the difference to what
 * was assumed is a true-up for the issue's counterpart. Older layers need not be at hand.
 */
export function receive(
  valuation: Valuation,
  goods: { quantity: Quantity; value: Money; layerId: StockEntryId; lotId?: LotId | null | undefined },
): Receipt {
  const { quantity, layerId, lotId = null } = goods
  const value = valueOfReceipt(valuation, goods)
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

/**
 * A cost becomes known after the goods it belongs to came in (P6, landed cost; P2v, price variance): the goods still there
 * bear their share, the rest belongs to those that have left. Of `quantity` received, FIFO and SPECIFIC look at what is left
 * of the receipt's layer, moving average at what is on hand; at standard cost stock bears nothing. A reduction takes no
 * more than the goods carry.
 */
export function bearLateCost(
  valuation: Valuation,
  { quantity, value, layerId }: { quantity: Quantity; value: Money; layerId: StockEntryId },
): LateCost {
  const nothing = { movement: valueAlone(zero(value.currency)), consumed: value }
  if (valuation.costing === 'STANDARD') return nothing
  const layer = valuation.layers.find((one) => one.layerId === layerId)
  const pool = keepsLayers(valuation.costing) ? layer : valuation
  if (!pool?.quantity.gt(0)) return nothing
  const share = portion(value, smaller(pool.quantity, quantity), quantity)
  const borne = isNegative(add(pool.value, share)) ? negate(pool.value) : share
  const layerChanges = layer && keepsLayers(valuation.costing) ? [changeOf(layer, zeroQuantity, borne)] : []
  return {
    movement: { ...valueAlone(borne), layerChanges },
    consumed: subtract(value, borne),
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
  const shares = sharesOf(value, layers)
  const layerChanges = layers.flatMap((layer, index) => {
    const share = shares[index]
    return share && !isZero(share) ? [changeOf(layer, zeroQuantity, share)] : []
  })
  const below = layerChanges.find(({ layerId: id, value: change }) => {
    const layer = layers.find((one) => one.layerId === id)
    return layer !== undefined && isNegative(add(layer.value, change))
  })
  return below ? refuse('ValueBelowZero', { value: valuation.value }) : { ...valueAlone(value), layerChanges }
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

/**
 * Takes back any movement at the same quantity and value, or refuses where that is no longer there: its layer was used, it
 * has covered what was issued before it, or the pool would be left with a value that nothing carries.
 */
export function takeBack(valuation: Valuation, movement: Movement): Movement | StockUsedSince {
  const opposite = putBack(movement)
  const after = apply(valuation, opposite)
  const lowered = [opposite, ...opposite.layerChanges].some(({ quantity }) => quantity.lt(0))
  const isThere = (pool: Pool) => isSound(pool) && !(lowered && pool.quantity.lt(0))
  return [after, ...after.layers].every(isThere) && isBalanced(after) ? opposite : refuse('StockUsedSince')
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

function changeOf({ layerId, lotId }: Layer, quantity: Quantity, value: Money): LayerChange {
  return { layerId, lotId, quantity, value }
}

function valueAlone(value: Money): Movement {
  return { quantity: zeroQuantity, value, layerChanges: [] }
}

/** Quantity and value have one sign, and quantity 0 has no value. */
function isSound({ quantity, value }: Pool): boolean {
  if (quantity.isZero()) return isZero(value)
  return quantity.gt(0) ? !isNegative(value) : value.minor <= 0n
}

/** Layers carry all there is where they are kept, else only what is missing. */
function isBalanced({ costing, quantity, value, layers }: Valuation): boolean {
  const carried = totalOf(layers, value.currency)
  if (!keepsLayers(costing) && !quantity.lt(0)) return carried.quantity.isZero() && isZero(carried.value)
  return carried.quantity.eq(quantity) && compare(carried.value, value) === 0
}

function totalOf(pools: readonly Pool[], currency: Currency): Pool {
  return pools.reduce<Pool>(sumOf, { quantity: zeroQuantity, value: zero(currency) })
}

function smaller(left: Quantity, right: Quantity): Quantity {
  return left.lt(right) ? left : right
}

function sumOf(pool: Pool, change: Pool): Pool {
  return { quantity: addQuantity(pool.quantity, change.quantity), value: add(pool.value, change.value) }
}

function carryingShare(pool: Pool, part: Quantity): Money {
  return portion(pool.value, part, pool.quantity)
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
