/** Whether those who approve have said yes to what a document says. */
export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'

/** What a document waits for, or waited for last, before anything follows from it. */
export interface DocumentApproval {
  /** Of the request, which is identity's; each submission has its own. */
  readonly id: string
  readonly state: ApprovalState
  readonly submittedBy: string
}

/** How a request ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
}

/** A document that is approved before it is in force. */
interface Approvable {
  readonly status: string
  readonly approval: DocumentApproval | null
}

/** Whether nobody has approved what the document says now. */
export function lacksApproval({ approval }: Pick<Approvable, 'approval'>): boolean {
  return approval?.state !== 'APPROVED'
}

/** A document that could be confirmed waits for approval instead. */
export function submitForApproval<Document extends Approvable>(
  document: Document,
  { approvalId, submittedBy }: { readonly approvalId: string; readonly submittedBy: string },
) {
  return {
    ...document,
    status: 'PENDING_APPROVAL' as const,
    approval: { id: approvalId, state: 'PENDING' as const, submittedBy },
  }
}

/**
 * What was decided about what the document says: it is a draft again, one that may be confirmed if it was approved. Undefined
 * when it waits for something else by now, or for nothing.
 */
export function takeDecision<Document extends Approvable>(
  document: Document,
  { approvalId, outcome }: ApprovalDecision,
) {
  const { status, approval } = document
  if (status !== 'PENDING_APPROVAL' || approval?.id !== approvalId) return undefined
  return { ...document, status: 'DRAFT' as const, approval: { ...approval, state: outcome } }
}

/** The approval of a document that says something else now, or is given up: nobody approves what it does not say any more. */
export function outdated(approval: DocumentApproval | null): DocumentApproval | null {
  return approval && approval.state !== 'REJECTED' ? { ...approval, state: 'WITHDRAWN' } : approval
}
