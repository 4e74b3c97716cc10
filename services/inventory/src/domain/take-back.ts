import { isZero, negate, negateQuantity, type Refusal, refuse, zeroQuantity } from '@erp/values'
import { putBack } from './costing.ts'
import {
  type BookedStock,
  enter,
  newStockDocumentId,
  newStockEntryId,
  type StockBook,
  type StockDocument,
  type StockEntry,
  type StockKey,
  stockKey,
} from './stock-document.ts'
import type { StockFacts } from './stock-facts.ts'
import { type OnHand, takeFrom } from './stock-line.ts'
import { changeOf, isBalanced, isSound, keepsLayers, type Movement, type Valuation } from './valuation.ts'

/** What a document did to an item cannot be undone at the same value: later issues used it, or it covered earlier ones. */
export type StockUsedSince = Refusal<'StockUsedSince', { itemId: string }>

/** The documents that take others back, in the order of the ledger, and the balances they leave. */
export type TakenBack = { readonly documents: readonly StockDocument[]; readonly changed: StockBook }

/**
 * Takes back all that a business document did to stock, at the same quantities and values and on the same business days:
 * the newest effect first, then what later receipts told of its cost, so that goods return at what they came to cost. The
 * whole is refused when one item's stock would not stand afterwards.
 */
export function takeBackDocuments(
  standing: readonly StockDocument[],
  { book, onHand, facts }: { book: StockBook; onHand: OnHand; facts: Pick<StockFacts, 'warehouses'> },
): TakenBack | StockUsedSince {
  const left = new Map(onHand)
  const changed = new Map<StockKey, BookedStock>()
  const lowered = new Set<StockKey>()
  const documents: StockDocument[] = []
  const effects = standing.filter(({ adjustsId }) => adjustsId === null).toReversed()
  const trueUps = standing.filter(({ adjustsId }) => adjustsId !== null)
  for (const document of [...effects, ...trueUps]) {
    const entries: StockEntry[] = []
    for (const original of document.entries.toReversed()) {
      const key = stockKey(original)
      const before = changed.get(key) ?? book.get(key)
      if (!before) throw new Error(`Stock entry ${original.id} has no balance.`)
      const id = newStockEntryId()
      const opposite = oppositeOf(original, before.valuation, issueOf(document, original, effects))
      const movement = asCostedNow(opposite, { original, document, valuation: before.valuation, id })
      if ([movement, ...movement.layerChanges].some(({ quantity }) => quantity.lt(0))) lowered.add(key)
      if (movement.quantity.lt(0)) {
        const allowed = facts.warehouses.get(original.warehouseId)?.negativeStockAllowed ?? false
        if (takeFrom(left, original, allowed)) return refuse('StockUsedSince', { itemId: original.itemId })
      }
      const line = { ...original, id, clearingValue: negate(original.clearingValue) }
      const { entry, stock } = enter(before, line, movement)
      changed.set(key, stock)
      entries.push(entry)
    }
    documents.push({
      ...document,
      id: newStockDocumentId(),
      reversesId: document.id,
      adjustsId: document.adjustsId,
      entries,
    })
  }
  for (const [key, { itemId, valuation }] of changed)
    if (!stands(valuation, lowered.has(key))) return refuse('StockUsedSince', { itemId })
  return { documents, changed }
}

/** Whether the pool and its layers are whole; what was taken away may leave nothing below zero. */
function stands(valuation: Valuation, lowered: boolean): boolean {
  const pools = [valuation, ...valuation.layers]
  return pools.every((pool) => isSound(pool) && !(lowered && pool.quantity.lt(0))) && isBalanced(valuation)
}

/** Of a true-up: the entry that went out before its goods were there, which it sets right. */
function issueOf({ adjustsId }: StockDocument, { sourceLineId }: StockEntry, effects: readonly StockDocument[]) {
  return effects
    .find(({ id }) => id === adjustsId)
    ?.entries.find((entry) => entry.sourceLineId === sourceLineId && wentBeyond(entry))
}

function wentBeyond({ id, quantity, layerChanges }: StockEntry): boolean {
  return quantity.lt(0) && layerChanges.some(({ layerId }) => layerId === id)
}

/**
 * The opposite of an entry. Goods that went out before they were there come back as what has covered them since: where
 * layers are kept, a layer of their own at the cost that became known, elsewhere nothing but less below zero.
 */
function oppositeOf(original: StockEntry, valuation: Valuation, trued: StockEntry | undefined): Movement {
  const opposite = putBack(original)
  if (trued && keepsLayers(valuation.costing) && !isZero(opposite.value))
    return {
      ...opposite,
      layerChanges: [{ layerId: trued.id, lotId: null, quantity: zeroQuantity, value: opposite.value }],
    }
  if (keepsLayers(valuation.costing) || !wentBeyond(original)) return opposite
  const layer = valuation.layers.find(({ layerId }) => layerId === original.id)
  const layerChanges = opposite.layerChanges.flatMap((change) => {
    if (change.layerId !== original.id) return [change]
    if (!layer?.quantity.lt(0)) return []
    const open = negateQuantity(layer.quantity)
    return change.quantity.gt(open) ? [changeOf(layer, open, negate(layer.value))] : [change]
  })
  return { ...opposite, layerChanges }
}

/**
 * The same where the item has been costed in another way since. Where layers are no longer kept, only what set issues right
 * that were below zero still concerns one; where they are kept by now, goods that come back begin one.
 */
function asCostedNow(
  opposite: Movement,
  of: { original: StockEntry; document: StockDocument; valuation: Valuation; id: StockEntry['id'] },
): Movement {
  const { original, document, valuation, id } = of
  if (!keepsLayers(valuation.costing)) {
    const layerChanges = opposite.layerChanges.filter(
      ({ layerId }) => (layerId === original.id) === original.quantity.lt(0) && !original.quantity.isZero(),
    )
    return { ...opposite, layerChanges }
  }
  if (opposite.layerChanges.length > 0 || !opposite.quantity.gt(0) || isRelocation(original, document)) return opposite
  const { quantity, value } = opposite
  return { ...opposite, layerChanges: [{ layerId: id, lotId: original.lotId, quantity, value }] }
}

/** Whether goods only went to another place of the same area, which no layer knows of. */
function isRelocation({ id, sourceLineId, valuationAreaId }: StockEntry, { entries }: StockDocument): boolean {
  return entries.some(
    (other) => other.id !== id && other.sourceLineId === sourceLineId && other.valuationAreaId === valuationAreaId,
  )
}
