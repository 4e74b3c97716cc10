import { isNegative } from '@erp/values'
import { type CatchUp, catchUp } from '../domain/catch-up.ts'
import {
  type BookedStock,
  enter,
  newStockDocumentId,
  newStockEntryId,
  type StockBook,
  type StockDocument,
  type StockKey,
  stockKey,
} from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as laterEntries from '../store/later-entries.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { type RecordedPosting, recordStockDocuments } from './record-stock-documents.ts'

/**
 * Sets the cost of issues right that are dated after these receipts in areas that catch up, and of what came back of them; the
 * receipts are recorded and their balances locked. Each document gets one that adjusts it, on its own day.
 */
export async function catchUpIssues(unit: Unit, receipts: readonly RecordedPosting[], book: StockBook): Promise<void> {
  if (receipts.length === 0) return
  const later = await laterEntries.after(unit.tx, firstArrivals(receipts))
  const found = [...later].flatMap(([key, entries]) => {
    const stock = book.get(key)
    return stock ? catchUp(stock.valuation, entries).map((one) => ({ ...one, key })) : []
  })
  if (found.length === 0) return
  const { documents, changed } = await adjusting(unit, found, book)
  const keyOf = (document: StockDocument) => document.entries.map(stockKey)
  const causes = new Map(receipts.flatMap(({ document, causedBy }) => keyOf(document).map((key) => [key, causedBy])))
  const recorded = documents.map((document) => ({
    ...{ document, trueUps: [] },
    causedBy: keyOf(document).map((key) => causes.get(key))[0],
  }))
  await recordStockDocuments(unit, recorded, changed)
}

/** The earliest day on which each item came into each area. */
function firstArrivals(receipts: readonly RecordedPosting[]): laterEntries.Arrival[] {
  const arrivals = new Map<StockKey, laterEntries.Arrival>()
  for (const { document } of receipts)
    for (const { itemId, valuationAreaId } of document.entries) {
      const { businessDate } = document
      const key = stockKey({ itemId, valuationAreaId })
      const known = arrivals.get(key)
      if (!known || businessDate < known.businessDate) arrivals.set(key, { itemId, valuationAreaId, businessDate })
    }
  return [...arrivals.values()]
}

/**
 * A document for each one that is adjusted, over the balances as they become: first what gives value back to stock, then what
 * takes more, so that no balance between them is below what stock can be worth.
 */
async function adjusting(
  { tx }: Unit,
  found: readonly (CatchUp & { readonly key: StockKey })[],
  book: StockBook,
): Promise<{ documents: StockDocument[]; changed: StockBook }> {
  const origins = await stockDocuments.originsOf(
    tx,
    found.map(({ entry }) => entry.id),
  )
  const changed = new Map<StockKey, BookedStock>()
  const takesMore = ({ movement }: CatchUp) => isNegative(movement.value)
  const ofDocuments = [found.filter((one) => !takesMore(one)), found.filter(takesMore)].flatMap((caught) => [
    ...Map.groupBy(caught, ({ entry }) => entry.stockDocumentId).values(),
  ])
  const documents = ofDocuments.map((caught): StockDocument => {
    const entries = caught.map(({ key, entry, movement }) => {
      const stock = changed.get(key) ?? book.get(key)
      const origin = origins.get(entry.id)
      if (!stock || !origin) throw new Error(`Entry ${entry.id} has no document.`)
      const written = enter(stock, { ...origin.line, id: newStockEntryId(), clearingValue: movement.value }, movement)
      changed.set(key, written.stock)
      return { head: origin.head, entry: written.entry }
    })
    const [first] = entries
    if (!first) throw new Error('A document that is adjusted has lines.')
    const { head } = first
    return {
      ...{ ...head, id: newStockDocumentId(), reversesId: null, adjustsId: head.id },
      entries: entries.map(({ entry }) => entry),
    }
  })
  return { documents, changed }
}
