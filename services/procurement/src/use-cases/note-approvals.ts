import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { noteRequest, takeDecision } from '../domain/order-approval.ts'
import { keepRevisions } from '../store/purchase-order-revisions.ts'
import { lockOrdersWaitingFor, saveOrderApprovals } from '../store/purchase-orders.ts'
import { announcePurchaseOrders } from './announce-purchase-order.ts'
import { documentMoved } from './document-moved.ts'
import type { Unit } from './unit.ts'

/**
 * What was decided about orders: they are promises now, or drafts again with the reason. A decision about an order that
 * waits for another request by now, or for none, is about what it does not say any more.
 */
export async function noteApprovals(unit: Unit, told: readonly PayloadOf<typeof approvalDecided>[]): Promise<void> {
  const decisions = new Map(
    told.filter(({ documentType }) => documentType === 'PURCHASE_ORDER').map((one) => [one.approvalId, one]),
  )
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
  for (const { id } of saved) documentMoved(unit, id)
}

/** Whether identity took the request of an order; `blockedBy` says why it has not. */
export async function noteApprovalRequest(
  unit: Unit,
  news: { readonly approvalId: string; readonly blockedBy: string | null },
): Promise<void> {
  const waiting = await lockOrdersWaitingFor(unit.tx, [news.approvalId])
  const noted = waiting.flatMap((order) => noteRequest(order, news, unit.now) ?? [])
  if (noted.length === 0) return
  await saveOrderApprovals(unit.tx, noted)
  for (const { id } of noted) documentMoved(unit, id)
}
