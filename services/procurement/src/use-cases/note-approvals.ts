import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { documentsMoved, undoneByRefusal } from '@erp/service-kit'
import { noteRequest } from '@erp/values'
import { decideRelease } from '../domain/confirm-invoice.ts'
import { takeDecision } from '../domain/document-approval.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import { decideRequisition } from '../domain/purchase-requisition.ts'
import { lockOrdersWaitingFor, saveOrderApprovals } from '../store/purchase-orders.ts'
import { lockRequisitionsWaitingFor, saveRequisitions } from '../store/purchase-requisitions.ts'
import { lockInvoicesWaitingFor, saveInvoiceApprovals } from '../store/supplier-invoices.ts'
import type { StartReserving } from './ask-budgets.ts'
import { type InvoiceProcesses, submitInvoice } from './confirm-supplier-invoice.ts'
import { askingBudgets, promiseOrAsk } from './promise-purchase-orders.ts'
import { askForRequisitions, askingForRequisitions } from './requisition-budget.ts'
import type { Unit } from './unit.ts'

type Told = PayloadOf<typeof approvalDecided>

/** What a decision may begin. */
export interface DecidingProcesses extends InvoiceProcesses {
  readonly startReserving: StartReserving
}

/** What was decided about orders, requisitions and held invoices. */
export async function noteApprovals(unit: Unit, told: readonly Told[], processes: DecidingProcesses): Promise<void> {
  await noteOrderApprovals(unit, told, processes.startReserving)
  await noteRequisitionApprovals(unit, told, processes.startReserving)
  await noteInvoiceApprovals(unit, told, processes)
}

/**
 * What was decided about orders: they are promises now, where budgets are to be asked after they were, or drafts again with the
 * reason. A decision about an order that waits for another request by now, or for none, is about what it does not say any more.
 */
async function noteOrderApprovals(unit: Unit, told: readonly Told[], startReserving: StartReserving): Promise<void> {
  const decisions = decisionsAbout('PURCHASE_ORDER', told)
  if (decisions.size === 0) return
  const { tx, now } = unit
  const decided = (await lockOrdersWaitingFor(tx, [...decisions.keys()])).flatMap((order) => {
    const decision = decisions.get(order.approval?.id ?? '')
    const next = decision && takeDecision(order, decision, now)
    return next ? [next] : []
  })
  if (decided.length === 0) return
  const approved = decided.filter(({ status }) => status === 'CONFIRMED')
  const returned = decided.filter(({ status }) => status !== 'CONFIRMED')
  const saved = await saveOrderApprovals(tx, [...(await askingBudgets(unit, approved, revisionOf)), ...returned])
  await promiseOrAsk(unit, saved, { revisionOf, startReserving })
  documentsMoved(
    unit,
    saved.map(({ id }) => id),
  )
}

function revisionOf({ approval }: Pick<PurchaseOrder, 'approval'>) {
  return { reason: '', madeBy: approval?.submittedBy ?? null }
}

/**
 * What was decided about requisitions: they may be ordered now, where budgets are to be asked after they were, or are drafts again
 * with the reason.
 */
async function noteRequisitionApprovals(
  unit: Unit,
  told: readonly Told[],
  startReserving: StartReserving,
): Promise<void> {
  const decisions = decisionsAbout('PURCHASE_REQUISITION', told)
  if (decisions.size === 0) return
  const waiting = await lockRequisitionsWaitingFor(unit.tx, [...decisions.keys()])
  const decided = waiting.flatMap((requisition) => {
    const decision = decisions.get(requisition.approval?.id ?? '')
    return (decision && decideRequisition(requisition, decision, unit.now)) ?? []
  })
  if (decided.length === 0) return
  const approved = decided.filter(({ status }) => status === 'APPROVED')
  const returned = decided.filter(({ status }) => status !== 'APPROVED')
  const saved = await saveRequisitions(unit.tx, [
    ...(await askingForRequisitions(unit, approved, revisionOf)),
    ...returned,
  ])
  await askForRequisitions(
    unit,
    saved.filter(({ status }) => status === 'CONFIRMING'),
    startReserving,
  )
  documentsMoved(
    unit,
    saved.map(({ id }) => id),
  )
}

/**
 * What was decided about held invoices: they are confirmed as their submitter would, or stay held with the reason. One that was
 * approved and cannot be confirmed now stays held as well, and says so until somebody confirms it again.
 */
async function noteInvoiceApprovals(unit: Unit, told: readonly Told[], processes: InvoiceProcesses): Promise<void> {
  const decisions = decisionsAbout('SUPPLIER_INVOICE', told)
  if (decisions.size === 0) return
  const waiting = await lockInvoicesWaitingFor(unit.tx, [...decisions.keys()])
  const decided = waiting.flatMap((invoice) => {
    const decision = decisions.get(invoice.approval?.id ?? '')
    return (decision && decideRelease(invoice, decision, unit.now)) ?? []
  })
  if (decided.length === 0) return
  const saved = await saveInvoiceApprovals(unit.tx, decided)
  for (const invoice of saved.filter(({ approval }) => approval?.state === 'APPROVED'))
    await undoneByRefusal(unit.tx, () =>
      submitInvoice(unit, invoice, invoice.submittedBy ?? invoice.createdBy, processes),
    )
  documentsMoved(
    unit,
    saved.map(({ id }) => id),
  )
}

function decisionsAbout(documentType: string, told: readonly Told[]): Map<string, Told> {
  return new Map(told.filter((one) => one.documentType === documentType).map((one) => [one.approvalId, one]))
}

/** Whether identity took the request of an order, a requisition or an invoice; `blockedBy` says why it has not. */
export async function noteApprovalRequest(
  unit: Unit,
  news: { readonly approvalId: string; readonly blockedBy: string | null },
): Promise<void> {
  const waiting = await lockOrdersWaitingFor(unit.tx, [news.approvalId])
  const noted = waiting.flatMap((order) => noteRequest(order, news, unit.now) ?? [])
  if (noted.length > 0) {
    await saveOrderApprovals(unit.tx, noted)
    documentsMoved(
      unit,
      noted.map(({ id }) => id),
    )
    return
  }
  const requisitions = await lockRequisitionsWaitingFor(unit.tx, [news.approvalId])
  const changed = requisitions.flatMap((requisition) => noteRequest(requisition, news, unit.now) ?? [])
  if (changed.length > 0) {
    await saveRequisitions(unit.tx, changed)
    return
  }
  const invoices = await lockInvoicesWaitingFor(unit.tx, [news.approvalId])
  const told = invoices.flatMap((invoice) => noteRequest(invoice, news, unit.now) ?? [])
  if (told.length > 0) await saveInvoiceApprovals(unit.tx, told)
}
