import { compare, type Money, type Refusal, refuse } from '@erp/values'
import type { PurchaseOrder } from './purchase-order.ts'

/** Where the approval of a document stands. BLOCKED: identity has not taken the request, and why is known. */
export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'BLOCKED'

/** What an order, a requisition or a held invoice waits for, or waited for last, before it is in force. */
export interface DocumentApproval {
  /** Of the request, which is identity's; each submission has its own. */
  readonly id: string
  readonly state: ApprovalState
  /** A constant while it is blocked, what a person said once it is rejected or withdrawn. */
  readonly reason: string | null
  readonly submittedBy: string
  /** Of an order, gross as it was approved: no amendment goes beyond it. */
  readonly approvedGross: Money | null
  readonly changedAt: Date
}

/** How a request ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly reason: string | null
}

/** A document that is approved before it is in force. */
interface Approvable {
  readonly status: string
  readonly approval: DocumentApproval | null
}

export type AmendmentBeyondApproval = Refusal<'AmendmentBeyondApproval', { approved: Money; amended: Money }>

/** Whether somebody is still to decide. */
export function isWaiting(approval: DocumentApproval | null): approval is DocumentApproval {
  return approval?.state === 'PENDING' || approval?.state === 'BLOCKED'
}

/** How the approval of what is submitted begins. */
export function newApproval(
  { approvalId, submittedBy }: { readonly approvalId: string; readonly submittedBy: string },
  now: Date,
): DocumentApproval {
  return { id: approvalId, state: 'PENDING', reason: null, submittedBy, approvedGross: null, changedAt: now }
}

/** A draft that could be in force waits for approval instead. */
export function submitForApproval<Document extends Approvable>(
  document: Document,
  submission: { readonly approvalId: string; readonly submittedBy: string },
  now: Date,
): Document & { readonly status: 'PENDING_APPROVAL' } {
  return { ...document, status: 'PENDING_APPROVAL', approval: newApproval(submission, now) }
}

/** How the approval of a document stands once this is decided; undefined when it waits for something else, or for nothing. */
export function decisionOn(
  { approval }: Pick<Approvable, 'approval'>,
  decision: ApprovalDecision,
  changedAt: Date,
): DocumentApproval | undefined {
  if (!isWaiting(approval) || approval.id !== decision.approvalId) return undefined
  return { ...approval, state: decision.outcome, reason: decision.reason, changedAt }
}

/**
 * What was decided about what the order says: a promise, or a draft again. Undefined when the order waits for something
 * else by now, or for nothing.
 */
export function takeDecision(order: PurchaseOrder, decision: ApprovalDecision, now: Date): PurchaseOrder | undefined {
  const decided = decisionOn(order, decision, now)
  if (!decided) return undefined
  return decision.outcome === 'APPROVED'
    ? { ...order, status: 'CONFIRMED', confirmedAt: now, approval: { ...decided, approvedGross: order.gross } }
    : { ...order, status: 'DRAFT', approval: decided }
}

/** Whether identity took the request: blocked for a reason, or waiting again once it has. */
export function noteRequest<Document extends Approvable>(
  document: Document,
  news: { readonly approvalId: string; readonly blockedBy: string | null },
  now: Date,
): Document | undefined {
  const { approval } = document
  if (!isWaiting(approval) || approval.id !== news.approvalId) return undefined
  const state = news.blockedBy === null ? 'PENDING' : 'BLOCKED'
  if (state === approval.state && news.blockedBy === approval.reason) return undefined
  return { ...document, approval: { ...approval, state, reason: news.blockedBy, changedAt: now } }
}

/** A document that changes while it waits is a draft again: nobody approves what it does not say any more. */
export function changedWhileWaiting<Document extends Approvable>(document: Document, reason: string, now: Date) {
  const { approval } = document
  if (!isWaiting(approval)) return document
  return { ...document, status: 'DRAFT' as const, approval: withdrawn(approval, reason, now) }
}

/** Nobody decides about it any more, for this reason. */
export function withdrawn(approval: DocumentApproval, reason: string, now: Date): DocumentApproval {
  return { ...approval, state: 'WITHDRAWN', reason, changedAt: now }
}

/** Whether the order may still be corrected: it waits for approval, or came back from it. */
export function isBeforeApproval({ status, approval }: Pick<PurchaseOrder, 'status' | 'approval'>): boolean {
  return status === 'PENDING_APPROVAL' || (status === 'DRAFT' && approval !== null)
}

/** What was approved bounds what a promise may grow to. */
export function beyondApproval(order: PurchaseOrder): AmendmentBeyondApproval | undefined {
  const approved = order.approval?.approvedGross
  return approved && (order.status === 'CONFIRMED' || order.status === 'HELD') && compare(order.gross, approved) > 0
    ? refuse('AmendmentBeyondApproval', { approved, amended: order.gross })
    : undefined
}
