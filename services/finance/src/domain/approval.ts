import type { Refusal } from '@erp/values'

/** Documents of finance that somebody reviews, unless the company has them approved before they are in force 审批流. */
export type ApprovableKind =
  | 'CASH_COUNT'
  | 'CASH_DOCUMENT'
  | 'CASH_TRANSFER'
  | 'OPENING_BALANCES'
  | 'PERIOD_REOPENING'
  | 'VOUCHER'

/** The company has such documents decided by those who approve; nobody else reviews them. */
export type DecidedByApproval = Refusal<'DecidedByApproval', { number: string; documentType: ApprovableKind }>
/** The company has said nothing about who approves such documents. */
export type ApprovalNotDefined = Refusal<'ApprovalNotDefined', { documentType: ApprovableKind }>

/** How a request for approval ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly approverIds: readonly string[]
}

/** Who approved: all who signed, whoever they signed for. */
export function approversOf({ decidedBy, approverIds }: ApprovalDecision): string[] {
  return [...new Set([decidedBy, ...approverIds].filter((one) => one !== null))]
}
