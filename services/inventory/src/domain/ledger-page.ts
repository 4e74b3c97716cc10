import type { Receipt } from './costing.ts'
import {
  type BookedStock,
  type DocumentHead,
  type EntryLine,
  enter,
  newStockDocumentId,
  newStockEntryId,
  type Posting,
  type StockBook,
  type StockDocument,
  type StockDocumentId,
  type StockEntry,
  type StockKey,
  stockKey,
} from './stock-document.ts'
import type { StockedItem } from './stock-facts.ts'
import { emptyValuation, type Movement } from './valuation.ts'
import type { ValuationAreaId } from './warehouse.ts'

/** Where one document is being written into the ledger, line by line, over the balances it moves. */
export type LedgerPage = ReturnType<typeof openPage>

/** Begins a document. Every line sees what the lines before it left. */
export function openPage(head: Omit<DocumentHead, 'id' | 'reversesId' | 'adjustsId'>, book: StockBook) {
  const changed = new Map<StockKey, BookedStock>()
  const entries: StockEntry[] = []
  const trueUps = new Map<StockDocumentId, StockDocument>()

  function stockOf(item: StockedItem, valuationAreaId: ValuationAreaId): BookedStock {
    const key = stockKey({ itemId: item.id, valuationAreaId })
    const stock = changed.get(key) ?? book.get(key)
    if (stock) return stock
    const valuation = { ...emptyValuation(item.costing, head.currency), standardCost: item.standardCost }
    return { companyId: head.companyId, itemId: item.id, valuationAreaId, lastSequence: 0n, valuation }
  }

  function write(stock: BookedStock, line: EntryLine, movement: Movement): StockEntry {
    const written = enter(stock, line, movement)
    changed.set(stockKey(line), written.stock)
    entries.push(written.entry)
    return written.entry
  }

  /** A receipt with what it tells of issues that came before it: each in a document of its own, in the ledger before it. */
  function writeReceipt(stock: BookedStock, line: EntryLine, { movement, trueUps: found }: Receipt): StockEntry {
    let current = stock
    for (const { entryId, movement: valueAlone } of found) {
      const origin = stock.issuedBeforehand?.get(entryId)
      if (!origin) throw new Error(`Provisional issue ${entryId} has no document.`)
      const adjusting = { ...origin.line, id: newStockEntryId(), clearingValue: valueAlone.value }
      const written = enter(current, adjusting, valueAlone)
      current = written.stock
      const before = trueUps.get(origin.head.id)
      trueUps.set(origin.head.id, {
        ...origin.head,
        id: before?.id ?? newStockDocumentId(),
        businessDate: head.businessDate,
        reversesId: null,
        adjustsId: origin.head.id,
        entries: [...(before?.entries ?? []), written.entry],
      })
    }
    return write(current, line, movement)
  }

  function close(): Posting {
    const document = { ...head, id: newStockDocumentId(), reversesId: null, adjustsId: null, entries }
    return { document, trueUps: [...trueUps.values()], changed }
  }

  return { companyId: head.companyId, currency: head.currency, stockOf, write, writeReceipt, close }
}
