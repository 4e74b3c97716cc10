import { refuse } from '@erp/values'
import type { GoodsReceipt, GoodsReceiptNotDraft, GoodsReceiptNotFound } from '../domain/goods-receipt.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import { findGoodsReceipt, saveGoodsReceipt } from '../store/goods-receipts.ts'
import type { Unit } from './unit.ts'

/** Gives up a draft receipt; nothing was counted on the order. */
export async function cancelGoodsReceipt(
  unit: Unit,
  { goodsReceiptId, expectedVersion }: { readonly goodsReceiptId: string; readonly expectedVersion: number },
): Promise<GoodsReceipt | GoodsReceiptNotFound | GoodsReceiptNotDraft | StaleVersion> {
  const receipt = await findGoodsReceipt(unit.tx, goodsReceiptId)
  if (!receipt) return refuse('GoodsReceiptNotFound', { goodsReceiptId })
  if (receipt.status !== 'DRAFT') return refuse('GoodsReceiptNotDraft', { status: receipt.status })
  const stale = requireVersion(receipt, expectedVersion)
  if (stale) return stale
  return saveGoodsReceipt(unit.tx, { ...receipt, status: 'CANCELLED' })
}
