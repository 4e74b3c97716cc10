import type { Message } from '@erp/messaging'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { SourceDocumentType, StockDocument } from '../domain/stock-document.ts'
import { type StockUsedSince, takeBackDocuments } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { periodProblemOf } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines } from './stock-at-hand.ts'

type Source = {
  readonly companyId: string
  readonly documentType: SourceDocumentType
  readonly documentId: string
}

/**
 * Takes back all that a document did to stock, at the same values and on the same days, whose periods must be open. Answers
 * the documents that did it; none when there was nothing to take back.
 */
export async function takeBackDocument(
  unit: Unit,
  source: Source,
  causedBy?: Message,
): Promise<readonly StockDocument[] | PeriodNotOpen | StockUsedSince> {
  const standing = await stockDocuments.standing(unit.tx, source.documentType, source.documentId)
  const days = [...new Set(standing.map(({ businessDate }) => businessDate))]
  return (await periodProblemOf(unit.tx, source.companyId, days)) ?? undoDocument(unit, source, causedBy)
}

/**
 * The same for a saga that undoes its step, whatever finance says of the period by now: it will hold what it cannot post.
 * What later receipts told of the document's cost is taken back with it; it is read once the balances are locked, for until
 * then they may tell more.
 */
export async function undoDocument(
  unit: Unit,
  source: Source,
  causedBy?: Message,
): Promise<readonly StockDocument[] | StockUsedSince> {
  const { tx } = unit
  const { companyId, documentType, documentId } = source
  const known = (await stockDocuments.standing(tx, documentType, documentId)).flatMap(({ entries }) => entries)
  if (known.length === 0) return []
  const facts = await factsOfLines(tx, companyId, known)
  const locked = await stockBalances.lock(tx, known)
  const standing = await stockDocuments.standing(tx, documentType, documentId)
  const entries = standing.flatMap((document) => document.entries)
  const layerIds = entries.flatMap(({ layerChanges }) => layerChanges.map(({ layerId }) => layerId))
  const book = await stockBalances.withLayers(tx, locked, layerIds)
  const bins = entries.map(({ itemId, warehouseId, locationId, lotId }) => ({ itemId, warehouseId, locationId, lotId }))
  const onHand = await stockBalances.onHand(tx, bins)
  const takenBack = takeBackDocuments(standing, { book, onHand, facts })
  if ('refusal' in takenBack) return takenBack
  await recordStockDocuments(
    unit,
    takenBack.documents.map((document) => ({ document, trueUps: [], causedBy })),
    takenBack.changed,
  )
  return takenBack.documents
}
