import {
  formatQuantity,
  type Money,
  negateQuantity,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zero,
} from '@erp/values'
import { type Choice, issue, issueBeyond, receive } from './costing.ts'
import type { ItemId } from './item.ts'
import type { LedgerPage } from './ledger-page.ts'
import { type Counterpart, type EntryLine, newStockEntryId, noCounterpart, type StockEntry } from './stock-document.ts'
import type { StockedItem, StockingWarehouse } from './stock-facts.ts'
import type { LotId, Pool, StockEntryId } from './valuation.ts'
import type { LocationId, WarehouseId } from './warehouse.ts'

/** One line of a document on its way into the stock ledger; quantities in base units. */
export type StockLine = {
  readonly lineId: string
  readonly item: StockedItem
  readonly warehouse: StockingWarehouse
  readonly quantity: Quantity
  readonly locationId?: LocationId | null | undefined
  readonly lotId?: LotId | null | undefined
  readonly counterpart?: Counterpart | undefined
  readonly originLineId?: string | undefined
  readonly purchaseOrderLineId?: string | undefined
}

export type QuantityNotPositive = Refusal<'QuantityNotPositive', { lineId: string }>
export type StockShort = Refusal<'StockInsufficient', { itemId: string; available: string; requested: string }>
export type LotRequired = Refusal<'LotRequired', { itemId: string; lineId: string }>
export type StandardCostMissing = Refusal<'StandardCostMissing', { itemId: string }>
export type CostUnknown = Refusal<'CostUnknown', { itemId: string }>
export type NotReceivable = QuantityNotPositive | LotRequired | StandardCostMissing
export type NotIssuable = QuantityNotPositive | LotRequired | StockShort | CostUnknown

/** What an issue depends on beside its line. */
export type IssueFacts = {
  readonly onHand: OnHand
  /** What each item last cost, where a warehouse lets more go than there is. */
  readonly lastCosts?: ReadonlyMap<string, Pool>
  /** The very receipt the goods come from, of goods in transit. */
  readonly layerId?: StockEntryId
  /** What the counterpart is cleared with, negative as the value is; left out, the value itself. */
  readonly clearing?: (value: Money) => Money
}

/** What lies where, as documents take from it: by item and warehouse, and by location and lot where a line names one. */
export type OnHand = Map<string, Quantity>

export type BinKey = {
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly locationId?: LocationId | null | undefined
  readonly lotId?: LotId | null | undefined
}

export function binKey({ itemId, warehouseId, locationId = null, lotId = null }: BinKey): string {
  return `${itemId}/${warehouseId}/${locationId ?? ''}/${lotId ?? ''}`
}

/** A lot wherever it lies in a warehouse: so much of it is there and kept for nobody else. */
export function freeLotKey({ itemId, warehouseId, lotId }: BinKey): string {
  return `${itemId}/${warehouseId}/*/${lotId ?? ''}`
}

/**
 * Goods of a line come in at `value`. The counterpart is cleared with it, whatever standard cost makes of it; goods `carried`
 * over from another area are worth it at standard cost too.
 */
export function receiveLine(
  page: LedgerPage,
  line: StockLine,
  value: Money,
  { carried = false }: { readonly carried?: boolean } = {},
): StockEntry | NotReceivable {
  const { item, warehouse, quantity, lineId, lotId = null } = line
  if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
  const stock = page.stockOf(item, warehouse.valuationAreaId)
  if (stock.valuation.costing === 'SPECIFIC' && lotId === null && !warehouse.inTransit)
    return refuse('LotRequired', { itemId: item.id, lineId })
  if (stock.valuation.costing === 'STANDARD' && !stock.valuation.standardCost && !carried)
    return refuse('StandardCostMissing', { itemId: item.id })
  const entry = entryLineOf(line, value)
  return page.writeReceipt(
    stock,
    entry,
    receive(stock.valuation, { quantity, value, layerId: entry.id, lotId, carried }),
  )
}

/**
 * Goods of a line go out at what they carry. A warehouse that allows negative stock lets more go than there is, at what
 * the item last cost; everyone else learns how much there is.
 */
export function issueLine(
  page: LedgerPage,
  line: StockLine,
  { onHand, lastCosts = new Map(), layerId, clearing = (value) => value }: IssueFacts,
): StockEntry | NotIssuable {
  const { item, warehouse, quantity, lineId, lotId } = line
  if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
  const stock = page.stockOf(item, warehouse.valuationAreaId)
  const specific = stock.valuation.costing === 'SPECIFIC'
  if (specific && !lotId && !layerId) return refuse('LotRequired', { itemId: item.id, lineId })
  const short = takeFrom(
    onHand,
    { itemId: item.id, warehouseId: warehouse.id, ...line },
    warehouse.negativeStockAllowed,
  )
  if (short) return short

  const id = newStockEntryId()
  const choice: Choice = specific ? (layerId ? { layerId } : { lotId }) : {}
  const movement = warehouse.negativeStockAllowed
    ? issueBeyond(stock.valuation, quantity, { ...choice, entryId: id, lastCost: lastCosts.get(item.id) })
    : issue(stock.valuation, quantity, choice)
  if ('refusal' in movement)
    return movement.refusal === 'UnitCostUnknown'
      ? refuse('CostUnknown', { itemId: item.id })
      : refuse('StockInsufficient', { itemId: item.id, available: movement.available, requested: movement.requested })
  return page.write(stock, { ...entryLineOf(line, clearing(movement.value)), id }, movement)
}

/** Takes the quantity from what lies there and is kept for nobody else, or says how much that is. */
export function takeFrom(
  onHand: OnHand,
  { quantity, ...place }: BinKey & { quantity: Quantity },
  negativeAllowed: boolean,
): StockShort | undefined {
  const { itemId, warehouseId } = place
  const ofLot = onHand.has(freeLotKey(place)) ? [freeLotKey(place)] : []
  for (const key of new Set([binKey({ itemId, warehouseId }), binKey(place), ...ofLot])) {
    const there = onHand.get(key)
    if (!negativeAllowed && !there?.gte(quantity))
      return refuse('StockInsufficient', {
        itemId,
        available: there ? formatQuantity(there) : '0',
        requested: formatQuantity(quantity),
      })
    if (there) onHand.set(key, subtractQuantity(there, quantity))
  }
  return undefined
}

/** The ledger line of a document's line, cleared with `clearingValue`. */
export function entryLineOf(line: StockLine, clearingValue: Money): EntryLine {
  const { lineId, item, warehouse, locationId = null, lotId = null, counterpart = noCounterpart, originLineId } = line
  const { purchaseOrderLineId } = line
  return {
    id: newStockEntryId(),
    sourceLineId: lineId,
    itemId: item.id,
    itemClass: item.itemClass,
    warehouseId: warehouse.id,
    valuationAreaId: warehouse.valuationAreaId,
    locationId,
    lotId,
    originLineId: originLineId ?? null,
    ...(purchaseOrderLineId === undefined ? {} : { purchaseOrderLineId }),
    inTransit: warehouse.inTransit,
    counterpart,
    clearingValue,
  }
}

/**
 * Goods change their place inside one valuation area (T1): a quantity leaves and enters, and no value moves. It enters
 * first, so that the area never seems empty in between.
 */
export function relocateLine(
  page: LedgerPage,
  line: StockLine,
  to: Pick<StockLine, 'warehouse' | 'locationId' | 'lotId'>,
  onHand: OnHand,
): readonly [StockEntry, StockEntry] | QuantityNotPositive | StockShort {
  const { item, warehouse, quantity, lineId } = line
  if (!quantity.gt(0)) return refuse('QuantityNotPositive', { lineId })
  const short = takeFrom(
    onHand,
    { itemId: item.id, warehouseId: warehouse.id, ...line },
    warehouse.negativeStockAllowed,
  )
  if (short) return short
  const none = zero(page.currency)
  const noValue = { value: none, layerChanges: [] }
  const entered = page.write(page.stockOf(item, warehouse.valuationAreaId), entryLineOf({ ...line, ...to }, none), {
    ...noValue,
    quantity,
  })
  const left = page.write(page.stockOf(item, warehouse.valuationAreaId), entryLineOf(line, none), {
    ...noValue,
    quantity: negateQuantity(quantity),
  })
  return [left, entered]
}
