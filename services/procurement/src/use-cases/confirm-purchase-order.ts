import { isRefusal, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  confirmPurchaseOrder as confirm,
  type PurchaseOrder,
  type PurchaseOrderNotDraft,
  type PurchaseOrderNotFound,
} from '../domain/purchase-order.ts'
import type { SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { keepRevision } from '../store/purchase-order-revisions.ts'
import { findPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { findSupplier } from '../store/suppliers.ts'
import { announcePurchaseOrder } from './announce-purchase-order.ts'
import type { Unit } from './unit.ts'

/** Turns a draft into a promise to buy; what it says is kept as its first revision. */
export async function confirmPurchaseOrder(
  unit: Unit,
  { purchaseOrderId, expectedVersion }: { readonly purchaseOrderId: string; readonly expectedVersion: number },
): Promise<
  PurchaseOrder | PurchaseOrderNotFound | PurchaseOrderNotDraft | SupplierNotFound | SupplierInactive | StaleVersion
> {
  const order = await findPurchaseOrder(unit.tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  const supplier = await findSupplier(unit.tx, order.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: order.supplierId })

  const confirmed = confirm(order, supplier, unit.now)
  if (isRefusal(confirmed)) return confirmed
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale

  const saved = await savePurchaseOrder(unit.tx, confirmed)
  await keepRevision(unit.tx, saved, { reason: '', recordedAt: unit.now, recordedBy: unit.caller.username })
  await announcePurchaseOrder(unit, saved)
  return saved
}
