import { type BusinessDate, isZero, type Money, type Refusal, refuse, subtract } from '@erp/values'
import { type ExpenseClaim, type ExpenseClaimNotReady, notReady } from './expense-claim.ts'

/** Whoever pays has written, approved or earned nothing of it. */
export type PayerInvolved = Refusal<'PayerInvolved', { number: string }>
export type NothingToPay = Refusal<'NothingToPay', { number: string }>

/** What is left to pay of a claim. */
export function payableOf({ approvedTotal, advanceUsed }: Pick<ExpenseClaim, 'approvedTotal' | 'advanceUsed'>): Money {
  return subtract(approvedTotal, advanceUsed)
}

/** A claim that a cashier has paid, who has no other part in it. */
export function pay(
  claim: ExpenseClaim,
  by: { readonly userId: string; readonly on: BusinessDate; readonly claimantUserId: string | null },
): ExpenseClaim | ExpenseClaimNotReady | NothingToPay | PayerInvolved {
  const { number, status, madeBy, submittedBy, decidedBy, approverIds } = claim
  if (status !== 'APPROVED' || claim.postingObstacle !== null) return notReady(claim)
  if (isZero(payableOf(claim))) return refuse('NothingToPay', { number })
  const involved = [madeBy, submittedBy, decidedBy, ...approverIds, by.claimantUserId].includes(by.userId)
  return involved ? refuse('PayerInvolved', { number }) : { ...claim, status: 'PAID', paidBy: by.userId, paidOn: by.on }
}

/** What became of an approval. */
export type ClaimDecision = {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date
  readonly approverIds: readonly string[]
}

/**
 * The claim once its approval is decided. Only the approval that was asked for last counts. Whoever wrote, submitted or
 * benefits from a claim does not decide on it: it goes back with that reason.
 */
export function decide(
  claim: ExpenseClaim,
  decision: ClaimDecision,
  { claimantUserId, on }: { readonly claimantUserId: string | null; readonly on: BusinessDate },
): ExpenseClaim | undefined {
  if (claim.status !== 'SUBMITTED' || claim.approvalId !== decision.approvalId) return undefined
  const { outcome, decidedAt, approverIds } = decision
  if (outcome === 'WITHDRAWN') return { ...claim, status: 'DRAFT', approvalId: null, reason: decision.reason }
  const involved = [claim.madeBy, claim.submittedBy, claimantUserId].filter((one) => one !== null)
  const own = [decision.decidedBy, ...approverIds].some((one) => one !== null && involved.includes(one))
  if (outcome === 'APPROVED' && own)
    return { ...claim, status: 'REJECTED', decidedBy: null, decidedAt, approverIds: [], reason: approvedByThemselves }
  const decided = { ...claim, decidedBy: decision.decidedBy, decidedAt, approverIds, reason: decision.reason }
  return outcome === 'APPROVED'
    ? { ...decided, status: 'APPROVED', approvedOn: on }
    : { ...decided, decidedBy: own ? null : decision.decidedBy, status: 'REJECTED' }
}

export const approvedByThemselves = 'APPROVED_BY_THEMSELVES'

/** Takes back what an approved claim posted, and the claim with it. */
export function cancel(
  claim: ExpenseClaim,
  cancelled: { readonly reason: string; readonly on: BusinessDate },
): ExpenseClaim | ExpenseClaimNotReady {
  if (claim.status !== 'APPROVED' || claim.postingObstacle !== null) return notReady(claim)
  return { ...claim, status: 'CANCELLED', reason: cancelled.reason, cancelledOn: cancelled.on }
}
