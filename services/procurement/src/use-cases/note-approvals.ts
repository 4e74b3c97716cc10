import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { documentsMoved } from '@erp/service-kit'
import { noteRequest, takeDecision } from '../domain/document-approval.ts'
import { decideRequisition } from '../domain/purchase-requisition.ts'
import { keepRevisions } from '../store/purchase-order-revisions.ts'
import { lockOrdersWaitingFor, saveOrderApprovals } from '../store/purchase-orders.ts'
import { lockRequisitionsWaitingFor, saveRequisitionApprovals } from '../store/purchase-requisitions.ts'
import { announcePurchaseOrders } from './announce-purchase-order.ts'
import type { Unit } from './unit.ts'

type Told = PayloadOf<typeof approvalDecided>

/** What was decided about orders and requisitions. */
export async function noteApprovals(unit: Unit, told: readonly Told[]): Promise<void> {
  await noteOrderApprovals(unit, told)
  await noteRequisitionApprovals(unit, told)
}

/**
 * What was decided about orders: they are promises now, or drafts again with the reason. A decision about an order that
 * waits for another request by now, or for none, is about what it does not say any more.
 */
async function noteOrderApprovals(unit: Unit, told: readonly Told[]): Promise<void> {
  const decisions = decisionsAbout('PURCHASE_ORDER', told)
  if (decisions.size === 0) return
  const { tx, now } = unit
  const decided = (await lockOrdersWaitingFor(tx, [...decisions.keys()])).flatMap((order) => {
    const decision = decisions.get(order.approval?.id ?? '')
    const next = decision && takeDecision(order, decision, now)
    return next ? [next] : []
  })
  if (decided.length === 0) return
  const saved = await saveOrderApprovals(tx, decided)
  const confirmed = saved.filter(({ status }) => status === 'CONFIRMED')
  await keepRevisions(
    tx,
    confirmed.map((order) => ({ order, reason: '', recordedAt: now, recordedBy: order.approval?.submitter ?? '' })),
  )
  await announcePurchaseOrders(unit, confirmed)
  documentsMoved(
    unit,
    saved.map(({ id }) => id),
  )
}

/** What was decided about requisitions: they may be ordered now, or are drafts again with the reason. */
async function noteRequisitionApprovals(unit: Unit, told: readonly Told[]): Promise<void> {
  const decisions = decisionsAbout('PURCHASE_REQUISITION', told)
  if (decisions.size === 0) return
  const waiting = await lockRequisitionsWaitingFor(unit.tx, [...decisions.keys()])
  const decided = waiting.flatMap((requisition) => {
    const decision = decisions.get(requisition.approval?.id ?? '')
    return (decision && decideRequisition(requisition, decision, unit.now)) ?? []
  })
  if (decided.length > 0) await saveRequisitionApprovals(unit.tx, decided)
}

function decisionsAbout(documentType: string, told: readonly Told[]): Map<string, Told> {
  return new Map(told.filter((one) => one.documentType === documentType).map((one) => [one.approvalId, one]))
}

/** Whether identity took the request of an order or requisition; `blockedBy` says why it has not. */
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
  if (changed.length > 0) await saveRequisitionApprovals(unit.tx, changed)
}
