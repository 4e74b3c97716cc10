import type { Message } from '@erp/messaging'
import { periodOf } from '@erp/values'
import {
  type AccountRuleMissing,
  type PeriodNotOpen,
  postingProblem,
  type VoucherTemplateMissing,
} from '../domain/posting-check.ts'
import { type PurchaseReturn, type PurchaseReturnNotPostable, postPurchaseReturn } from '../domain/purchase-return.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import { placesOf, type StockFacts } from '../domain/stock-facts.ts'
import type { Unit } from '../store/database.ts'
import * as postingFacts from '../store/posting-facts.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { recordStockDocuments } from './record-stock-documents.ts'

export type PurchaseReturnRefusal =
  | PurchaseReturnNotPostable
  | PeriodNotOpen
  | VoucherTemplateMissing
  | AccountRuleMissing

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
  const problem = await postingProblemOf(unit, purchaseReturn, facts)
  if (problem) return problem

  const places = placesOf([purchaseReturn], facts)
  const receivedBy = await stockDocuments.receivedBy(
    tx,
    purchaseReturn.lines.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const book = await stockBalances.withLayers(tx, await stockBalances.lock(tx, places))
  const onHand = await stockBalances.onHand(tx, places)
  const posting = postPurchaseReturn(purchaseReturn, { ...facts, receivedBy, onHand }, book)
  if ('refusal' in posting) return posting

  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}

async function postingProblemOf({ tx }: Unit, purchaseReturn: PurchaseReturn, facts: StockFacts) {
  const { companyId, returnedOn, warehouseId, lines } = purchaseReturn
  const valuationAreaId = facts.warehouses.get(warehouseId)?.valuationAreaId
  if (!valuationAreaId) return undefined
  const eventKind = 'PURCHASE_RETURN_UNINVOICED'
  const period = periodOf(returnedOn)
  const keys = lines.flatMap(({ itemId }) => {
    const item = facts.items.get(itemId)
    return item ? [{ itemClass: item.itemClass, valuationAreaId }] : []
  })
  return postingProblem({ eventKind, period, keys }, await postingFacts.find(tx, { companyId, period, eventKind }))
}
