import type { Message } from '@erp/messaging'
import { linePlaces } from '../domain/line-places.ts'
import { type PurchaseVariance, postPurchaseVariance, type VarianceNotPostable } from '../domain/purchase-variance.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { type PostingProblem, postingProblemOf } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines, lockStock } from './stock-at-hand.ts'

/**
 * Lets stock bear the price difference of a supplier's invoice, whole or not at all, once finance could post it. Nothing is
 * written when it is refused or was borne before.
 */
export async function bearPurchaseVariance(
  unit: Unit,
  variance: PurchaseVariance,
  causedBy: Message,
): Promise<StockDocument | VarianceNotPostable | PostingProblem> {
  const { tx } = unit
  const borneBefore = await stockDocuments.findStanding(tx, 'SUPPLIER_INVOICE', variance.supplierInvoiceId)
  if (borneBefore) return borneBefore
  const { companyId, postedOn: businessDate, lines } = variance
  const facts = await factsOfLines(tx, companyId, lines)
  const places = linePlaces(variance, lines, facts)
  const problem = await postingProblemOf(tx, { companyId, eventKind: 'PURCHASE_VARIANCE', businessDate }, places, facts)
  if (problem) return problem

  const receivedBy = await stockDocuments.receivedBy(
    tx,
    lines.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const { book } = await lockStock(tx, places, facts)
  const posting = postPurchaseVariance(variance, { ...facts, receivedBy }, book)
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}
