import { isRefusal, newId, refuse, writtenBy } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import {
  type Amendment,
  amendPurchaseOrder as amend,
  type LineAlreadyReceived,
  type PurchaseOrderLineNotFound,
  type QuantityBelowReceived,
} from '../domain/amend-purchase-order.ts'
import { type AmendmentBeyondApproval, changedWhileWaiting } from '../domain/document-approval.ts'
import { giveBackBudget, type RevisionToCome, wantsMore } from '../domain/document-budget.ts'
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
import {
  amendOrderLines,
  insertOrderLines,
  lastLineNumber,
  noteWarehouses,
  removeOrderLines,
} from '../store/purchase-order-lines.ts'
import { lockPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { StartReserving } from './ask-budgets.ts'
import { whyNotDrawn } from './draw-on-agreements.ts'
import { leaveToOthers, whyNotTaken } from './draw-on-demand.ts'
import { askForOrders, askingBudgets, promiseOrAsk } from './promise-purchase-orders.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

/** Has identity end the request of a document that changed while it waited, in the same transaction. */
export type StartWithdrawing = (
  unit: Unit,
  document: { readonly id: string; readonly companyId: string },
  withdrawal: { readonly approvalId: string; readonly reason: string },
) => Promise<void>

/** What amending may begin. */
export interface AmendingProcesses {
  readonly startWithdrawing: StartWithdrawing
  readonly startReserving: StartReserving
  readonly startGivingBack: StartReserving
}

/**
 * Makes the next revision of a confirmed order. One that waits for approval is a draft again, and is confirmed anew: nobody
 * approves what it does not say any more. One that is held stays held until it is confirmed again. The order and its lines are
 * locked first, so a receipt either is counted here or meets the amended line.
 */
export async function amendPurchaseOrder(
  unit: Unit,
  input: Amendment & { readonly purchaseOrderId: string; readonly expectedVersion: number },
  processes: AmendingProcesses,
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

  const revision = { reason: input.reason, madeBy: caller.userId }
  const next = await asking(
    unit,
    order,
    changedWhileWaiting(writtenBy(amended.order, caller.userId), input.reason, now),
    revision,
  )
  const saved = await savePurchaseOrder(tx, next)
  if (amended.changed.length > 0) await amendOrderLines(tx, amended.changed)
  if (amended.removed.length > 0) await removeOrderLines(tx, amended.removed, saved.revision)
  if (amended.added.length > 0) await insertOrderLines(tx, saved.companyId, amended.added)
  await noteWarehouses(tx, [saved.id])
  await leaveToOthers(unit, order, processes.startGivingBack)
  if (saved.status === 'HELD') return saved
  if (saved.status === 'DRAFT') {
    const approvalId = order.status === 'PENDING_APPROVAL' ? order.approval?.id : undefined
    if (approvalId) await processes.startWithdrawing(unit, saved, { approvalId, reason: input.reason })
    return saved
  }
  const { startReserving, startGivingBack } = processes
  await promiseOrAsk(unit, [saved], { revisionOf: () => revision, startReserving })
  if (saved.status === 'CONFIRMED') await askForOrders(unit, [saved], startGivingBack)
  return saved
}

/**
 * An amended promise that wants more, or spends for others, asks budgets first; one that wants less gives back the rest. What
 * somebody let through was what the order said before.
 */
async function asking(
  unit: Unit,
  before: PurchaseOrder,
  amended: PurchaseOrder,
  revision: RevisionToCome,
): Promise<PurchaseOrder> {
  const budget = amended.budget && { ...amended.budget, override: null }
  const order = { ...amended, budget }
  if (order.status === 'HELD')
    return { ...order, budget: budget && { ...budget, askedFor: order.confirmedAt ? revision : budget.askedFor } }
  if (order.status !== 'CONFIRMED') return order
  if (!wantsMore(before.lines, order.lines)) return giveBackBudget(order, newId(), unit.now)
  const [next = order] = await askingBudgets(unit, [order], () => revision)
  return next
}
