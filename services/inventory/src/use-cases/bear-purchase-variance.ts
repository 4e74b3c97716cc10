import type { Message } from '@erp/messaging'
import {
  eventOfVariance,
  type PurchaseVariance,
  postPurchaseVariance,
  type VarianceNotPostable,
} from '../domain/purchase-variance.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as receivedGoods from '../store/received-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines } from './stock-at-hand.ts'

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
  const receivedBy = await stockDocuments.receivedBy(
    tx,
    lines.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const entryIds = [...receivedBy.values()]
  const keys = await stockBalances.placesOfItems(
    tx,
    lines.map(({ itemId }) => itemId),
  )
  const book = await stockBalances.withLayers(tx, await stockBalances.lock(tx, keys), entryIds)

  // What was sent back or moved on is certain once nobody else moves the items.
  const goods = await receivedGoods.findMany(tx, entryIds)
  const flows = await receivedGoods.flowsSince(tx, goods)
  const places = [...goods, ...flows.flatMap(({ itemId, to }) => (to ? [{ ...to, itemId }] : []))]
  const facts = await factsOfLines(tx, companyId, [...lines, ...places])
  const eventKind = eventOfVariance(variance)
  const problem = await postingProblemOf(tx, { companyId, eventKinds: [eventKind], businessDate }, places, facts)
  if (problem) return problem

  const byEntry = new Map(goods.map((one) => [one.entryId, one]))
  const received = new Map(
    [...receivedBy].flatMap(([lineId, entryId]) => {
      const one = byEntry.get(entryId)
      return one ? [[lineId, one] as const] : []
    }),
  )
  const posting = await withDimensions(tx, postPurchaseVariance(variance, { ...facts, received, flows }, book))
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}
