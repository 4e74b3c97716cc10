import { isAuthor, type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import type { CashDocument, CashDocumentNotReady, TreasuryDocument } from './cash-document.ts'

export type CashPosterApproved = Refusal<'CashPosterApproved', { number: string }>
export type CashPosterIsMaker = Refusal<'CashPosterIsMaker', { number: string }>

/** A draft goes before those who approve. */
export function submit<Document extends TreasuryDocument>(
  document: Document,
  by: { readonly userId: string; readonly approvalId: string },
): Document | CashDocumentNotReady {
  if (document.status !== 'DRAFT') return notReady(document)
  const { userId: submittedBy, approvalId } = by
  return { ...document, status: 'PENDING_APPROVAL', submittedBy, approvalId, reason: null }
}

/** A draft again, for its maker to change. */
export function takeBack<Document extends TreasuryDocument>(
  document: Document,
  reason: string,
): Document | CashDocumentNotReady {
  return document.status === 'PENDING_APPROVAL' ? draftAgain(document, reason) : notReady(document)
}

/** The document once its approval is decided; undefined when that changes nothing any more. Nobody approves what they made. */
export function decide<Document extends TreasuryDocument>(
  document: Document,
  decision: ApprovalDecision,
): Document | undefined {
  if (document.status !== 'PENDING_APPROVAL' || document.approvalId !== decision.approvalId) return undefined
  const { decidedBy, outcome, reason } = decision
  const approvers = approversOf(decision)
  if (isAuthor(document, ...approvers) || approvers.some((one) => one === document.submittedBy))
    return draftAgain(document, 'APPROVED_BY_ITS_MAKER')
  if (outcome !== 'APPROVED') return draftAgain(document, reason)
  return { ...document, status: 'APPROVED', approvedBy: decidedBy, approverIds: approvers }
}

/**
 * Why this person does not post an approved document 出纳与制单、审核分离: nobody who approved it, and where money goes out nobody
 * who wrote some of it or submitted it. A cashier may record what came in, and post it once somebody else approved.
 */
export function whyNotPost(
  document: TreasuryDocument & Partial<Pick<CashDocument, 'direction'>>,
  by: string,
): CashDocumentNotReady | CashPosterApproved | CashPosterIsMaker | undefined {
  const { number, status, direction, approvedBy, approverIds, submittedBy } = document
  if (status !== 'APPROVED') return refuse('CashDocumentNotReady', { number, status })
  if (approvedBy === by || approverIds.includes(by)) return refuse('CashPosterApproved', { number })
  if (direction === 'RECEIPT') return undefined
  return isAuthor(document, by) || submittedBy === by ? refuse('CashPosterIsMaker', { number }) : undefined
}

/** What rules of approval tell receipts and payments apart by: `PAYMENT/SUPPLIER`, `RECEIPT/ACCOUNT`. */
export function categoryOf({ direction, party }: CashDocument): string {
  return `${direction}/${party?.dimension ?? 'ACCOUNT'}`
}

function draftAgain<Document extends TreasuryDocument>(document: Document, reason: string | null): Document {
  return { ...document, status: 'DRAFT', submittedBy: null, approvalId: null, reason }
}

function notReady({ number, status }: TreasuryDocument): CashDocumentNotReady {
  return refuse('CashDocumentNotReady', { number, status })
}
