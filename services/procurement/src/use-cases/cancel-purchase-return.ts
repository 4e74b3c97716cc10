import { isRefusal, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { PurchaseReturn, PurchaseReturnNotDraft, PurchaseReturnNotFound } from '../domain/purchase-return.ts'
import { cancelPurchaseReturn as cancel } from '../domain/return-goods.ts'
import { findPurchaseReturn, savePurchaseReturn } from '../store/purchase-returns.ts'
import type { Unit } from './unit.ts'

/** Gives up a draft return, or one that inventory refused; nothing is held any more. */
export async function cancelPurchaseReturn(
  unit: Unit,
  { purchaseReturnId, expectedVersion }: { readonly purchaseReturnId: string; readonly expectedVersion: number },
): Promise<PurchaseReturn | PurchaseReturnNotFound | PurchaseReturnNotDraft | StaleVersion> {
  const purchaseReturn = await findPurchaseReturn(unit.tx, purchaseReturnId)
  if (!purchaseReturn) return refuse('PurchaseReturnNotFound', { purchaseReturnId })
  const cancelled = cancel(purchaseReturn)
  if (isRefusal(cancelled)) return cancelled
  const stale = requireVersion(purchaseReturn, expectedVersion)
  if (stale) return stale
  return savePurchaseReturn(unit.tx, cancelled)
}
