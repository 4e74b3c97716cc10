import type { Message } from '@erp/messaging'
import { linePlaces } from '../domain/line-places.ts'
import {
  postSalesReturn,
  type SalesReturn,
  type SalesReturnEventKind,
  type SalesReturnNotPostable,
} from '../domain/sales-return.ts'
import type { StockDocument, StockEventKind } from '../domain/stock-document.ts'
import type { Tx, Unit } from '../store/database.ts'
import { leftFrom, stillOut } from '../store/delivered-goods.ts'
import * as shippedGoods from '../store/shipped-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'

/**
 * Takes the goods of a sales return into stock, whole or not at all, at what they cost when they were delivered. Two returns
 * of one delivery wait for each other: both lock the balance its goods left from. Nothing is written when it is refused or
 * was received before.
 */
export async function receiveSalesReturn(
  unit: Unit,
  salesReturn: SalesReturn,
  causedBy: Message,
): Promise<StockDocument | SalesReturnNotPostable | PostingProblem> {
  const { tx } = unit
  const receivedBefore = await stockDocuments.findStanding(tx, 'SALES_RETURN', salesReturn.salesReturnId)
  if (receivedBefore) return receivedBefore
  const { companyId, warehouseId, returnedOn: businessDate } = salesReturn
  const facts = await stockFacts.load(tx, [salesReturn])
  const lines = salesReturn.lines.map((line) => ({ ...line, warehouseId }))
  const places = linePlaces(salesReturn, lines, facts)
  const deliveryLineIds = lines.flatMap(({ deliveryLineId }) => deliveryLineId ?? [])
  const eventKind = await eventKindOf(tx, salesReturn, deliveryLineIds)
  const later: StockEventKind[] = eventKind === 'SALES_RETURN' ? [] : ['SHIPPED_GOODS_CHARGED']
  const document = { companyId, eventKinds: [eventKind, ...later], businessDate }
  const problem = await postingProblemOf(tx, document, places, facts)
  if (problem) return problem

  await stockBalances.open(tx, places)
  const book = await stockBalances.lock(tx, [...places, ...(await leftFrom(tx, deliveryLineIds))])
  const goods = {
    ...{ ...facts, eventKind, stillOut: await stillOut(tx, deliveryLineIds) },
    lastCosts: await stockBalances.lastCosts(tx, places),
  }
  const posting = await withDimensions(tx, postSalesReturn(salesReturn, goods, book), later)
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}

/** What was cost of sales comes back from there, what was shipped uninvoiced from there; sales asks for one or the other. */
async function eventKindOf(
  tx: Tx,
  { salesReturnId }: SalesReturn,
  deliveryLineIds: readonly string[],
): Promise<SalesReturnEventKind> {
  const shipped = await shippedGoods.find(tx, deliveryLineIds)
  if (shipped.size === 0) return 'SALES_RETURN'
  if (shipped.size < new Set(deliveryLineIds).size)
    throw new Error(`Sales return ${salesReturnId} mixes goods that were cost of sales at once with others.`)
  return 'SHIPPED_GOODS_RETURNED'
}
