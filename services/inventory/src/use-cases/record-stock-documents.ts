import { stockDocumentPosted } from '@erp/contracts'
import { emitAll, type Message } from '@erp/messaging'
import { movedByWarehouse, type StockBook, type StockDocument } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { toStockDocumentPosted } from './stock-document-posted.ts'

/** A stock document and the message it follows from. */
export type RecordedDocument = { readonly document: StockDocument; readonly causedBy: Message }

/** Writes stock documents with the balances they leave, which are locked, and tells the others: one statement a table. */
export async function recordStockDocuments(
  unit: Unit,
  recorded: readonly RecordedDocument[],
  changed: StockBook,
): Promise<void> {
  if (recorded.length === 0) return
  const documents = recorded.map(({ document }) => document)
  await stockDocuments.insert(unit.tx, documents, unit.now)
  await stockBalances.save(unit.tx, changed)
  await stockBalances.moveInWarehouses(unit.tx, movedByWarehouse(documents))
  await emitAll(
    unit,
    stockDocumentPosted,
    recorded.map(({ document, causedBy }) => ({
      aggregateId: document.id,
      payload: toStockDocumentPosted(document),
      causedBy,
    })),
  )
}
