import { isRefusal, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  cancelPurchaseOrder as cancel,
  type PurchaseOrder,
  type PurchaseOrderNotDraft,
  type PurchaseOrderNotFound,
} from '../domain/purchase-order.ts'
import { findPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { announcePurchaseOrder } from './announce-purchase-order.ts'
import type { StartReserving } from './ask-budgets.ts'
import { leaveToOthers } from './draw-on-demand.ts'
import type { Unit } from './unit.ts'

/** Gives up a draft; what it has of requests for quotation and requisitions is open again. */
export async function cancelPurchaseOrder(
  unit: Unit,
  { purchaseOrderId, expectedVersion }: { readonly purchaseOrderId: string; readonly expectedVersion: number },
  startGivingBack: StartReserving,
): Promise<PurchaseOrder | PurchaseOrderNotFound | PurchaseOrderNotDraft | StaleVersion> {
  const order = await findPurchaseOrder(unit.tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  const cancelled = cancel(order, unit.now)
  if (isRefusal(cancelled)) return cancelled
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale

  const saved = await savePurchaseOrder(unit.tx, cancelled)
  await leaveToOthers(unit, saved, startGivingBack)
  await announcePurchaseOrder(unit, saved)
  return saved
}
