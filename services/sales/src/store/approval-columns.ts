import type { ApprovalState, DocumentApproval } from '../domain/document-approval.ts'

interface ApprovalColumns {
  readonly approvalId: string | null
  readonly approvalState: string | null
  readonly submittedBy: string | null
}

/** The approval that a document waits for, or waited for last. */
export function toApproval({
  approvalId: id,
  approvalState: state,
  submittedBy,
}: ApprovalColumns): DocumentApproval | null {
  return id === null || state === null || submittedBy === null
    ? null
    : { id, state: state as ApprovalState, submittedBy }
}

export function approvalColumns(approval: DocumentApproval | null): ApprovalColumns {
  return {
    approvalId: approval?.id ?? null,
    approvalState: approval?.state ?? null,
    submittedBy: approval?.submittedBy ?? null,
  }
}
