import { isRefusal, refuse } from '@erp/values'
import type { GoodsReceipt, GoodsReceiptNotFound } from '../domain/goods-receipt.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { ConfirmRefused } from '../domain/receive-goods.ts'
import { insertArrivals } from '../store/goods-in-transit.ts'
import { lockGoodsReceipt, saveConfirmedGoodsReceipt } from '../store/goods-receipts.ts'
import { announceGoodsReceipt } from './announce-goods-receipt.ts'
import { readFactsOf, takeInGoods } from './take-in-goods.ts'
import type { Unit } from './unit.ts'

/**
 * Makes a draft receipt count: quantities on the order, value for stock and ledger. It is locked first, or of two people
 * who confirm it at once the second would be told of the quantity that the first has just taken.
 */
export async function confirmGoodsReceipt(
  unit: Unit,
  { goodsReceiptId, expectedVersion }: { readonly goodsReceiptId: string; readonly expectedVersion: number },
): Promise<GoodsReceipt | GoodsReceiptNotFound | StaleVersion | ConfirmRefused> {
  const draft = await lockGoodsReceipt(unit.tx, goodsReceiptId)
  if (!draft) return refuse('GoodsReceiptNotFound', { goodsReceiptId })
  if (draft.status !== 'DRAFT') return refuse('GoodsReceiptNotDraft', { status: draft.status })
  const stale = requireVersion(draft, expectedVersion)
  if (stale) return stale

  const confirmation = await takeInGoods(unit, draft, await readFactsOf(unit.tx, draft))
  if (isRefusal(confirmation)) return confirmation
  const { arrivals, ...taken } = confirmation
  const confirmed = await saveConfirmedGoodsReceipt(unit.tx, { ...draft, ...taken })
  await insertArrivals(unit.tx, confirmed.companyId, arrivals)
  await announceGoodsReceipt(unit, confirmed)
  return confirmed
}
