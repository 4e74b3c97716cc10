import { isAuthor, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import type { OpeningBalance } from './opening-balance.ts'

export type OpeningNotReady = Refusal<'OpeningNotReady', { status: OpeningBalance['status'] }>
/** Whoever wrote some of the sheet does not post it, unless others approved it. */
export type OpeningPosterIsMaker = Refusal<'OpeningPosterIsMaker'>

/** Nobody approved it, or has to any more. */
export const unapproved = { submittedBy: null, approvalId: null, approverIds: [], approvedBy: null } as const

/** A draft goes before those who approve. */
export function submitSheet(
  sheet: OpeningBalance,
  { userId: submittedBy, approvalId }: { readonly userId: string; readonly approvalId: string },
): OpeningBalance | OpeningNotReady {
  if (sheet.status !== 'DRAFT') return refuse('OpeningNotReady', { status: sheet.status })
  return { ...sheet, status: 'PENDING_APPROVAL', submittedBy, approvalId, answer: null }
}

/** A draft again, for its authors to change. */
export function takeSheetBack(sheet: OpeningBalance, reason: string): OpeningBalance | OpeningNotReady {
  return sheet.status === 'PENDING_APPROVAL'
    ? { ...sheet, ...unapproved, status: 'DRAFT', answer: reason }
    : refuse('OpeningNotReady', { status: sheet.status })
}

/** The sheet once its approval is decided; undefined when that changes nothing any more. Nobody approves what they wrote. */
export function decideOnSheet(sheet: OpeningBalance, decision: ApprovalDecision): OpeningBalance | undefined {
  if (sheet.status !== 'PENDING_APPROVAL' || sheet.approvalId !== decision.approvalId) return undefined
  const approverIds = approversOf(decision)
  if (isAuthor(sheet, ...approverIds) || approverIds.some((one) => one === sheet.submittedBy))
    return { ...sheet, ...unapproved, status: 'DRAFT', answer: 'APPROVED_BY_ITS_MAKER' }
  if (decision.outcome !== 'APPROVED') return { ...sheet, ...unapproved, status: 'DRAFT', answer: decision.reason }
  return { ...sheet, status: 'APPROVED', approverIds, approvedBy: decision.decidedBy }
}
