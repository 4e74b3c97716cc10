import type { Message } from '@erp/messaging'
import { type GoodsReceipt, type GoodsReceiptNotPostable, postGoodsReceipt } from '../domain/goods-receipt.ts'
import type { BookedStock, StockKey } from '../domain/stock-document.ts'
import { placesOf } from '../domain/stock-facts.ts'
import type { Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { catchUpIssues } from './catch-up-issues.ts'
import { type RecordedPosting, recordStockDocuments } from './record-stock-documents.ts'

/** A confirmed receipt and the message that brought it. */
export type ArrivedReceipt = { readonly receipt: GoodsReceipt; readonly message: Message }

/**
 * Puts confirmed receipts into stock, in the order given and in a fixed number of statements however many there are. A
 * receipt that cannot be posted yet is left out and named with the reason; one that was posted before changes nothing.
 */
export async function postGoodsReceipts(
  unit: Unit,
  arrived: readonly ArrivedReceipt[],
): Promise<ReadonlyMap<Message, GoodsReceiptNotPostable>> {
  const { tx } = unit
  const receipts = arrived.map(({ receipt }) => receipt)
  const posted = await stockDocuments.posted(
    tx,
    'GOODS_RECEIPT',
    receipts.map(({ goodsReceiptId }) => goodsReceiptId),
  )
  const facts = await stockFacts.load(tx, receipts)
  const places = placesOf(receipts, facts)
  await stockBalances.open(tx, places)
  const book = new Map(await stockBalances.lock(tx, places))

  const notPosted = new Map<Message, GoodsReceiptNotPostable>()
  const recorded: RecordedPosting[] = []
  const changed = new Map<StockKey, BookedStock>()
  for (const { receipt, message } of arrived) {
    if (posted.has(receipt.goodsReceiptId)) continue
    const posting = postGoodsReceipt(receipt, facts, book)
    if ('refusal' in posting) {
      notPosted.set(message, posting)
      continue
    }
    for (const [key, stock] of posting.changed) {
      book.set(key, stock)
      changed.set(key, stock)
    }
    recorded.push({ ...posting, causedBy: message })
  }
  await recordStockDocuments(unit, recorded, changed)
  const catchingUp = recorded.filter(({ document }) => facts.warehouses.get(document.warehouseId)?.catchesUp)
  await catchUpIssues(unit, catchingUp, changed)
  return notPosted
}
