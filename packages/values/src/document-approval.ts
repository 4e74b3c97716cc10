/** Where the approval of a document stands. BLOCKED: identity has not taken the request, and why is known. */
export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'BLOCKED'

/** What a document waits for, or waited for last, before it is in force. */
export interface DocumentApproval {
  /** Of the request, which is identity's; each submission has its own. */
  readonly id: string
  readonly state: ApprovalState
  /** A constant while something is in the way, what a person said once it is rejected or withdrawn. */
  readonly reason: string | null
  readonly submittedBy: string
  readonly changedAt: Date
}

/** How a request ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly reason: string | null
}

/** A submission under an id of its own. */
export interface Submission {
  readonly approvalId: string
  readonly submittedBy: string
}

interface Approvable {
  readonly approval: DocumentApproval | null
}

/** Whether somebody is still to decide. */
export function isWaiting<Approval extends DocumentApproval>(approval: Approval | null): approval is Approval {
  return approval?.state === 'PENDING' || approval?.state === 'BLOCKED'
}

/** How the approval of what is submitted begins. */
export function newApproval({ approvalId, submittedBy }: Submission, now: Date): DocumentApproval {
  return { id: approvalId, state: 'PENDING', reason: null, submittedBy, changedAt: now }
}

/** How an approval stands once this is decided; undefined when the document waits for something else, or for nothing. */
export function decisionOn<Approval extends DocumentApproval>(
  { approval }: { readonly approval: Approval | null },
  { approvalId, outcome, reason }: ApprovalDecision,
  changedAt: Date,
): Approval | undefined {
  if (!isWaiting(approval) || approval.id !== approvalId) return undefined
  return { ...approval, state: outcome, reason, changedAt }
}

/** Whether identity took the request: blocked for a reason, or waiting again once it has; undefined where that is no news. */
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

/** Nobody decides about it any more, for this reason. */
export function withdrawn<Approval extends DocumentApproval>(approval: Approval, reason: string, now: Date): Approval {
  return { ...approval, state: 'WITHDRAWN', reason, changedAt: now }
}

/** What an approval says of a document that was approved while something else stood against it. */
export const approvedNotConfirmed = 'APPROVED_NOT_CONFIRMED'
/** What it says of a document that says something else by now. */
const outdatedReasons: ReadonlySet<string> = new Set(['DOCUMENT_CHANGED', 'DOCUMENT_DISCARDED'])

/** How an approval stands, as one consequence of the document among others. */
export function approvalLeg({ state, reason, changedAt }: DocumentApproval) {
  const leg = { kind: 'APPROVAL', attempts: 1, facts: {}, updatedAt: changedAt } as const
  switch (state) {
    case 'PENDING':
      return { ...leg, state, reasonCode: null }
    case 'APPROVED':
      return reason === approvedNotConfirmed
        ? { ...leg, state: 'BLOCKED' as const, reasonCode: reason }
        : { ...leg, state: 'POSTED' as const, reasonCode: null }
    case 'BLOCKED':
      return { ...leg, state, reasonCode: reason === 'NO_REPLY' ? 'APPROVAL_NO_REPLY' : reason }
    default:
      return { ...leg, state: 'REFUSED' as const, ...wordsOf(state, reason ?? '') }
  }
}

function wordsOf(state: 'REJECTED' | 'WITHDRAWN', said: string) {
  return outdatedReasons.has(said)
    ? { reasonCode: 'APPROVAL_OUTDATED', facts: {} }
    : { reasonCode: `APPROVAL_${state}`, facts: { said } }
}
