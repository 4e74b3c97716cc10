import { type Refusal, refuse } from '@erp/values'
import { type ApprovalDecision, approversOf } from './approval.ts'
import type { CashDocument, CashDocumentNotReady } from './cash-document.ts'

export type CashPosterApproved = Refusal<'CashPosterApproved', { number: string }>

/** A draft goes before those who approve. */
export function submit(
  document: CashDocument,
  by: { readonly userId: string; readonly approvalId: string },
): CashDocument | CashDocumentNotReady {
  if (document.status !== 'DRAFT') return notReady(document)
  const { userId: submittedBy, approvalId } = by
  return { ...document, status: 'PENDING_APPROVAL', submittedBy, approvalId, reason: null }
}

/** A draft again, for its maker to change. */
export function takeBack(document: CashDocument, reason: string): CashDocument | CashDocumentNotReady {
  return document.status === 'PENDING_APPROVAL' ? draftAgain(document, reason) : notReady(document)
}

/** The document once its approval is decided; undefined when that changes nothing any more. Nobody approves what they made. */
export function decide(document: CashDocument, decision: ApprovalDecision): CashDocument | undefined {
  if (document.status !== 'PENDING_APPROVAL' || document.approvalId !== decision.approvalId) return undefined
  const { decidedBy, outcome, reason } = decision
  const approvers = approversOf(decision)
  if (approvers.some((one) => one === document.preparedBy || one === document.submittedBy))
    return draftAgain(document, 'APPROVED_BY_ITS_MAKER')
  if (outcome !== 'APPROVED') return draftAgain(document, reason)
  return { ...document, status: 'APPROVED', approvedBy: decidedBy, approverIds: approvers }
}

/** Why this person does not post an approved document. */
export function whyNotPost(
  { number, status, approverIds }: CashDocument,
  by: string,
): CashDocumentNotReady | CashPosterApproved | undefined {
  if (status !== 'APPROVED') return refuse('CashDocumentNotReady', { number, status })
  return approverIds.includes(by) ? refuse('CashPosterApproved', { number }) : undefined
}

/** What rules of approval tell receipts and payments apart by: `PAYMENT/SUPPLIER`, `RECEIPT/ACCOUNT`. */
export function categoryOf({ direction, party }: CashDocument): string {
  return `${direction}/${party?.dimension ?? 'ACCOUNT'}`
}

function draftAgain(document: CashDocument, reason: string | null): CashDocument {
  return { ...document, status: 'DRAFT', submittedBy: null, approvalId: null, reason }
}

function notReady({ number, status }: CashDocument): CashDocumentNotReady {
  return refuse('CashDocumentNotReady', { number, status })
}
