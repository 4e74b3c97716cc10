import { stockDocumentPosted } from '@erp/contracts'
import { emitAll, type Message } from '@erp/messaging'
import { movedByBin, movedByWarehouse, type Posting, type StockBook } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as shippedGoods from '../store/shipped-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDifferences from '../store/stock-differences.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockTurnover from '../store/stock-turnover.ts'
import { toStockDocumentPosted } from './stock-document-posted.ts'

/** What a business document does to stock, and the message it follows from, if it does not follow from a person's request. */
export type RecordedPosting = Pick<Posting, 'document' | 'trueUps'> & { readonly causedBy?: Message | undefined }

/** Writes stock documents with the balances they leave, which are locked, and tells the others: one statement a table. */
export async function writeStockDocuments(
  unit: Unit,
  recorded: readonly RecordedPosting[],
  changed: StockBook,
): Promise<void> {
  if (recorded.length === 0) return
  const told = recorded.flatMap(({ document, trueUps, causedBy }) =>
    [...trueUps, document].map((one) => ({ document: one, causedBy })),
  )
  const documents = told.map(({ document }) => document)
  await stockDocuments.insert(unit.tx, documents, unit.now)
  await stockTurnover.append(
    unit.tx,
    documents.map(({ id }) => id),
  )
  await stockDifferences.keep(unit.tx, documents)
  await stockBalances.save(unit.tx, changed)
  await shippedGoods.move(unit.tx, documents)
  await stockBalances.moveInWarehouses(unit.tx, movedByWarehouse(documents))
  await stockBalances.moveInBins(unit.tx, movedByBin(documents))
  await emitAll(
    unit,
    stockDocumentPosted,
    told.map(({ document, causedBy }) => ({
      aggregateId: document.id,
      payload: toStockDocumentPosted(document),
      ...(causedBy ? { causedBy } : {}),
    })),
  )
}
