import { refuse } from '@erp/values'
import { type ApprovalDecision, approversOf, type DecidedByApproval } from './approval.ts'
import type { DraftAction, VoucherDraft } from './voucher-draft.ts'

/** What was decided about a draft, and what stands in its history. */
export interface DecidedDraft {
  readonly draft: VoucherDraft
  readonly action: DraftAction
  readonly reason: string | null
}

/** Why nobody reviews a draft by hand: it lies with those who approve. */
export function byApproval({ number, approvalId }: VoucherDraft): DecidedByApproval | undefined {
  return approvalId === null ? undefined : refuse('DecidedByApproval', { number, documentType: 'VOUCHER' })
}

/** What rules of approval tell vouchers apart by: `MANUAL/记`, `SYSTEM/PURCHASE_RECEIPT`. */
export function categoryOf({ kind, word, purpose }: VoucherDraft): string {
  return `${kind}/${kind === 'MANUAL' ? word : purpose}`
}

/**
 * The draft once its approval is decided; undefined when that changes nothing any more. Approved it is reviewed, and a cashier
 * who also approved it has not signed it for its cash. Otherwise it goes back to its maker; what a business event made has none,
 * and is reviewed by hand.
 */
export function decide(draft: VoucherDraft, decision: ApprovalDecision): DecidedDraft | undefined {
  if (draft.status !== 'SUBMITTED' || draft.approvalId !== decision.approvalId) return undefined
  const approvers = approversOf(decision)
  const isMakers = draft.preparedBy !== null && approvers.includes(draft.preparedBy)
  if (decision.outcome !== 'APPROVED' || isMakers)
    return givenBack(draft, isMakers ? 'APPROVED_BY_ITS_MAKER' : (decision.reason ?? decision.outcome))
  const cashierId = draft.cashierId !== null && approvers.includes(draft.cashierId) ? null : draft.cashierId
  const reviewed = { ...draft, status: 'REVIEWED', reviewedBy: decision.decidedBy, approverIds: approvers } as const
  return { draft: { ...reviewed, cashierId }, action: 'REVIEWED', reason: null }
}

/** A draft that nobody approves. */
export function givenBack(draft: VoucherDraft, reason: string): DecidedDraft {
  const unasked = { ...draft, ...noApproval, returnReason: reason }
  const back: VoucherDraft = draft.kind === 'SYSTEM' ? unasked : { ...unasked, status: 'RETURNED', cashierId: null }
  return { draft: back, action: 'RETURNED', reason }
}

export const noApproval = { approvalId: null, approverIds: [] } as const
