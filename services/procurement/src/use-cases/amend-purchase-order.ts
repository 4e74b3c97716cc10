import { isRefusal, newId, refuse } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import {
  type Amendment,
  amendPurchaseOrder as amend,
  type LineAlreadyReceived,
  type PurchaseOrderLineNotFound,
  type QuantityBelowReceived,
} from '../domain/amend-purchase-order.ts'
import { type AmendmentBeyondApproval, changedWhileWaiting } from '../domain/document-approval.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { RequisitionExceeded } from '../domain/order-requisitions.ts'
import type {
  PurchaseOrder,
  PurchaseOrderLineClosed,
  PurchaseOrderNotConfirmed,
  PurchaseOrderNotFound,
} from '../domain/purchase-order.ts'
import type { LineRefused } from '../domain/purchase-order-line.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import type { RequestExceeded } from '../domain/supplier-quotation.ts'
import { amendOrderLines, insertOrderLines, lastLineNumber, removeOrderLines } from '../store/purchase-order-lines.ts'
import { keepRevision } from '../store/purchase-order-revisions.ts'
import { lockPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { findSupplier } from '../store/suppliers.ts'
import { announcePurchaseOrder } from './announce-purchase-order.ts'
import { whyNotDrawn } from './draw-on-agreements.ts'
import { leaveToOthers, whyNotTaken } from './draw-on-demand.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

/** Has identity end the request of a document that changed while it waited, in the same transaction. */
export type StartWithdrawing = (
  unit: Unit,
  document: { readonly id: string; readonly companyId: string },
  withdrawal: { readonly approvalId: string; readonly reason: string },
) => Promise<void>

/**
 * Makes the next revision of a confirmed order. One that waits for approval is a draft again, and is confirmed anew: nobody
 * approves what it does not say any more. The order and its lines are locked first, so a receipt either is counted
 * here or meets the amended line.
 */
export async function amendPurchaseOrder(
  unit: Unit,
  input: Amendment & { readonly purchaseOrderId: string; readonly expectedVersion: number },
  startWithdrawing: StartWithdrawing,
): Promise<
  | PurchaseOrder
  | PurchaseOrderNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineNotFound
  | PurchaseOrderLineClosed
  | QuantityBelowReceived
  | LineAlreadyReceived
  | LineRefused
  | AmendmentBeyondApproval
  | AgreementExceeded
  | RequisitionExceeded
  | RequestExceeded
  | SupplierNotFound
  | StaleVersion
> {
  const { tx, now, caller } = unit
  const { purchaseOrderId, expectedVersion } = input
  const order = await lockPurchaseOrder(tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale
  const supplier = await findSupplier(tx, order.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: order.supplierId })

  const terms = [...input.changedLines, ...input.addedLines]
  const facts = await readPricingFacts(tx, supplier, order, terms)
  const amended = amend(order, input, facts, newId, await lastLineNumber(tx, order.id))
  if (isRefusal(amended)) return amended
  const exceeded = (await whyNotTaken(tx, amended.order)) ?? (await whyNotDrawn(tx, amended.order.lines, order.id))
  if (exceeded) return exceeded

  const saved = await savePurchaseOrder(tx, changedWhileWaiting(amended.order, input.reason, now))
  if (amended.changed.length > 0) await amendOrderLines(tx, amended.changed)
  if (amended.removed.length > 0) await removeOrderLines(tx, amended.removed, saved.revision)
  if (amended.added.length > 0) await insertOrderLines(tx, saved.companyId, amended.added)
  await leaveToOthers(tx, order)
  if (saved.status === 'DRAFT') {
    const approvalId = order.status === 'PENDING_APPROVAL' ? order.approval?.id : undefined
    if (approvalId) await startWithdrawing(unit, saved, { approvalId, reason: input.reason })
    return saved
  }
  await keepRevision(tx, saved, { reason: input.reason, recordedAt: now, recordedBy: caller.username })
  await announcePurchaseOrder(unit, saved)
  return saved
}
