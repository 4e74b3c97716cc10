import {
  type DocumentApproval as Approval,
  type ApprovalDecision,
  compare,
  decisionOn,
  isWaiting,
  type Money,
  newApproval as newRequest,
  type Refusal,
  refuse,
  type Submission,
  withdrawn,
} from '@erp/values'
import type { PurchaseOrder } from './purchase-order.ts'

/** What an order, a requisition or a held invoice waits for, or waited for last, before it is in force. */
export interface DocumentApproval extends Approval {
  /** Of an order, gross as it was approved: no amendment goes beyond it. */
  readonly approvedGross: Money | null
}

/** A document that is approved before it is in force. */
interface Approvable {
  readonly status: string
  readonly approval: DocumentApproval | null
}

export type AmendmentBeyondApproval = Refusal<'AmendmentBeyondApproval', { approved: Money; amended: Money }>

/** How the approval of what is submitted begins. */
export function newApproval(submission: Submission, now: Date): DocumentApproval {
  return { ...newRequest(submission, now), approvedGross: null }
}

/** A draft that could be in force waits for approval instead. */
export function submitForApproval<Document extends Approvable>(
  document: Document,
  submission: Submission,
  now: Date,
): Document & { readonly status: 'PENDING_APPROVAL' } {
  return { ...document, status: 'PENDING_APPROVAL', approval: newApproval(submission, now) }
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

/** A document that changes while it waits is a draft again: nobody approves what it does not say any more. */
export function changedWhileWaiting<Document extends Approvable>(document: Document, reason: string, now: Date) {
  const { approval } = document
  if (!isWaiting(approval)) return document
  return { ...document, status: 'DRAFT' as const, approval: withdrawn(approval, reason, now) }
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
