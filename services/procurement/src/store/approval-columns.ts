import type { ApprovalState, Money } from '@erp/values'
import type { DocumentApproval } from '../domain/document-approval.ts'

interface ApprovalColumns {
  readonly approvalId: string | null
  readonly approvalState: string | null
  readonly approvalReason: string | null
  readonly approvalChangedAt: Date | null
  readonly submittedBy: string | null
}

/** The approval that a document waits for, or waited for last. */
export function toApproval(row: ApprovalColumns, approvedGross: Money | null): DocumentApproval | null {
  const { approvalId, approvalState, approvalChangedAt, submittedBy } = row
  if (approvalId === null || approvalState === null || approvalChangedAt === null || submittedBy === null) return null
  return {
    ...{ id: approvalId, state: approvalState as ApprovalState, reason: row.approvalReason, submittedBy },
    ...{ approvedGross, changedAt: approvalChangedAt },
  }
}

export function approvalColumns(approval: DocumentApproval | null): ApprovalColumns {
  return {
    approvalId: approval?.id ?? null,
    approvalState: approval?.state ?? null,
    approvalReason: approval?.reason ?? null,
    approvalChangedAt: approval?.changedAt ?? null,
    submittedBy: approval?.submittedBy ?? null,
  }
}
