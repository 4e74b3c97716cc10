import { compare, type Money, type Refusal, refuse } from '@erp/values'
import type { PurchaseOrder } from './purchase-order.ts'

/** Where the approval of an order stands. BLOCKED: identity has not taken the request, and why is known. */
export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'BLOCKED'

/** What an order waits for, or waited for last, before it is a promise. */
export interface OrderApproval {
  /** Of the request, which is identity's; each submission has its own. */
  readonly id: string
  readonly state: ApprovalState
  /** A constant while it is blocked, what a person said once it is rejected or withdrawn. */
  readonly reason: string | null
  readonly submittedBy: string
  /** Their login name. */
  readonly submitter: string
  /** Gross as it was approved: no amendment goes beyond it. */
  readonly approvedGross: Money | null
  readonly changedAt: Date
}

/** How a request ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly reason: string | null
}

export type AmendmentBeyondApproval = Refusal<'AmendmentBeyondApproval', { approved: Money; amended: Money }>

/** A draft that could be confirmed waits for approval instead. */
export function submitForApproval(
  order: PurchaseOrder,
  submission: { readonly approvalId: string; readonly submittedBy: string; readonly submitter: string },
  now: Date,
): PurchaseOrder {
  const { approvalId, submittedBy, submitter } = submission
  return {
    ...order,
    status: 'PENDING_APPROVAL',
    approval: {
      ...{ id: approvalId, state: 'PENDING', reason: null, submittedBy, submitter, approvedGross: null },
      changedAt: now,
    },
  }
}

/**
 * What was decided about what the order says: a promise, or a draft again. Undefined when the order waits for something
 * else by now, or for nothing.
 */
export function takeDecision(order: PurchaseOrder, decision: ApprovalDecision, now: Date): PurchaseOrder | undefined {
  const { approval, gross } = order
  if (order.status !== 'PENDING_APPROVAL' || approval?.id !== decision.approvalId) return undefined
  const decided = { ...approval, state: decision.outcome, reason: decision.reason, changedAt: now }
  return decision.outcome === 'APPROVED'
    ? { ...order, status: 'CONFIRMED', confirmedAt: now, approval: { ...decided, approvedGross: gross } }
    : { ...order, status: 'DRAFT', approval: decided }
}

/** Whether identity took the request: blocked for a reason, or waiting again once it has. */
export function noteRequest(
  order: PurchaseOrder,
  news: { readonly approvalId: string; readonly blockedBy: string | null },
  now: Date,
): PurchaseOrder | undefined {
  const { approval } = order
  if (order.status !== 'PENDING_APPROVAL' || approval?.id !== news.approvalId) return undefined
  const state = news.blockedBy === null ? 'PENDING' : 'BLOCKED'
  if (state === approval.state && news.blockedBy === approval.reason) return undefined
  return { ...order, approval: { ...approval, state, reason: news.blockedBy, changedAt: now } }
}

/** An order that changes while it waits is a draft again: nobody approves what it does not say any more. */
export function changedWhileWaiting(order: PurchaseOrder, reason: string, now: Date): PurchaseOrder {
  const { approval } = order
  if (order.status !== 'PENDING_APPROVAL' || approval === null) return order
  return { ...order, status: 'DRAFT', approval: { ...approval, state: 'WITHDRAWN', reason, changedAt: now } }
}

/** Whether the order may still be corrected: it waits for approval, or came back from it. */
export function isBeforeApproval({ status, approval }: Pick<PurchaseOrder, 'status' | 'approval'>): boolean {
  return status === 'PENDING_APPROVAL' || (status === 'DRAFT' && approval !== null)
}

/** What was approved bounds what a promise may grow to. */
export function beyondApproval(order: PurchaseOrder): AmendmentBeyondApproval | undefined {
  const approved = order.approval?.approvedGross
  return approved && order.status === 'CONFIRMED' && compare(order.gross, approved) > 0
    ? refuse('AmendmentBeyondApproval', { approved, amended: order.gross })
    : undefined
}
