import type { Message } from '@erp/messaging'
import {
  eventOfReturn,
  type PurchaseReturn,
  type PurchaseReturnNotPostable,
  postPurchaseReturn,
} from '../domain/purchase-return.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import { placesOf } from '../domain/stock-facts.ts'
import type { Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'

export type PurchaseReturnRefusal = PurchaseReturnNotPostable | PostingProblem

/**
 * Takes the goods of a purchase return out of stock, whole or not at all. This is the last moment somebody can say no,
 * so it also asks whether finance could post it. Nothing is written when it is refused or has left before.
 */
export async function issuePurchaseReturn(
  unit: Unit,
  purchaseReturn: PurchaseReturn,
  causedBy: Message,
): Promise<StockDocument | PurchaseReturnRefusal> {
  const { tx } = unit
  const issuedBefore = await stockDocuments.findStanding(tx, 'PURCHASE_RETURN', purchaseReturn.purchaseReturnId)
  if (issuedBefore) return issuedBefore
  const facts = await stockFacts.load(tx, [purchaseReturn])
  const places = placesOf([purchaseReturn], facts)
  const { companyId, returnedOn: businessDate } = purchaseReturn
  const eventKind = eventOfReturn(purchaseReturn)
  const problem = await postingProblemOf(tx, { companyId, eventKinds: [eventKind], businessDate }, places, facts)
  if (problem) return problem

  const receivedBy = await stockDocuments.receivedBy(
    tx,
    purchaseReturn.lines.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const book = await stockBalances.withLayers(tx, await stockBalances.lock(tx, places))
  const onHand = await stockBalances.onHand(tx, places)
  const posting = await withDimensions(tx, postPurchaseReturn(purchaseReturn, { ...facts, receivedBy, onHand }, book))
  if ('refusal' in posting) return posting

  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}
