import { type BusinessDate, isAuthor, isZero, type Money, type Refusal, refuse, subtract } from '@erp/values'
import { type ExpenseClaim, type ExpenseClaimNotReady, notReady } from './expense-claim.ts'

/** Whoever pays has written, approved or earned nothing of it. */
export type PayerInvolved = Refusal<'PayerInvolved', { number: string }>
/** Whoever wrote or submitted a claim, or is paid by it, does not take back what it posted. */
export type CancellerInvolved = Refusal<'CancellerInvolved', { number: string }>
export type NothingToPay = Refusal<'NothingToPay', { number: string }>

/** What is left to pay of a claim. */
export function payableOf({ approvedTotal, advanceUsed }: Pick<ExpenseClaim, 'approvedTotal' | 'advanceUsed'>): Money {
  return subtract(approvedTotal, advanceUsed)
}

/** Who pays, and which user the claim is of. */
type Payer = { readonly userId: string; readonly claimantUserId: string | null }

/** Why somebody may not pay a claim now: it is in the ledger and not paid, and they have no other part in it. */
export function checkPayable(claim: ExpenseClaim, by: Payer): ExpenseClaimNotReady | PayerInvolved | undefined {
  if (claim.status !== 'APPROVED' || claim.postingObstacle !== null) return notReady(claim)
  return isInvolved(claim, by) ? refuse('PayerInvolved', { number: claim.number }) : undefined
}

function isInvolved(claim: ExpenseClaim, by: Payer): boolean {
  const { submittedBy, decidedBy, approverIds } = claim
  return isAuthor(claim, by.userId) || [submittedBy, decidedBy, ...approverIds, by.claimantUserId].includes(by.userId)
}

/**
 * The claim as what it is owed stands: paid once nothing of it is open, to be paid again once something is. `payer` is
 * whose payment moved it, null when no money did. Undefined when that changes nothing.
 */
export function followOpen(
  claim: ExpenseClaim,
  { open, on, payer }: { readonly open: bigint; readonly on: BusinessDate; readonly payer: Payer | null },
): ExpenseClaim | PayerInvolved | undefined {
  if (claim.status === 'PAID' && open !== 0n) return { ...claim, status: 'APPROVED', paidBy: null, paidOn: null }
  if (claim.status !== 'APPROVED') return undefined
  if (payer && isInvolved(claim, payer)) return refuse('PayerInvolved', { number: claim.number })
  if (open !== 0n || isZero(payableOf(claim))) return undefined
  return { ...claim, status: 'PAID', paidBy: payer?.userId ?? null, paidOn: on }
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
  const involved = [...claim.authorIds, claim.submittedBy, claimantUserId].filter((one) => one !== null)
  const own = [decision.decidedBy, ...approverIds].some((one) => one !== null && involved.includes(one))
  if (outcome === 'APPROVED' && own)
    return { ...claim, status: 'REJECTED', decidedBy: null, decidedAt, approverIds: [], reason: approvedByThemselves }
  const decided = { ...claim, decidedBy: decision.decidedBy, decidedAt, approverIds, reason: decision.reason }
  return outcome === 'APPROVED'
    ? { ...decided, status: 'APPROVED', approvedOn: on }
    : { ...decided, decidedBy: own ? null : decision.decidedBy, status: 'REJECTED' }
}

export const approvedByThemselves = 'APPROVED_BY_THEMSELVES'

/** Something of what the claim is owed is settled; whatever settled it is taken back first. */
export type ExpenseClaimSettled = Refusal<'ExpenseClaimSettled', { number: string; paymentNumber: string | null }>

/** Takes back what an approved claim posted, and the claim with it. */
export function cancel(
  claim: ExpenseClaim,
  cancelled: { readonly reason: string; readonly on: BusinessDate; readonly by: string },
): ExpenseClaim | ExpenseClaimNotReady | CancellerInvolved {
  if (claim.status !== 'APPROVED' || claim.postingObstacle !== null) return notReady(claim)
  if (isAuthor(claim, cancelled.by) || claim.submittedBy === cancelled.by)
    return refuse('CancellerInvolved', { number: claim.number })
  return { ...claim, status: 'CANCELLED', reason: cancelled.reason, cancelledOn: cancelled.on }
}
