import { chargedAfter } from '../domain/shipped-goods.ts'
import type { StockBook } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import { charge } from './charge-shipped-goods.ts'
import { type RecordedPosting, writeStockDocuments } from './write-stock-documents.ts'

export type { RecordedPosting }

/**
 * Writes stock documents with the balances they leave, which are locked, and tells the others. What they change of shipped
 * goods after their invoices follows them.
 */
export async function recordStockDocuments(
  unit: Unit,
  recorded: readonly RecordedPosting[],
  changed: StockBook,
): Promise<void> {
  await writeStockDocuments(unit, recorded, changed)
  const following = recorded.flatMap(({ document, trueUps, causedBy }) =>
    chargedAfter([...trueUps, document]).map((charging) => ({ ...charging, causedBy })),
  )
  await charge(unit, following)
}
