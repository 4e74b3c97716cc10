import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { type CancellerInvolved, cancel, type ExpenseClaimSettled } from '../domain/decide-expense-claim.ts'
import type { ExpenseClaim, ExpenseClaimNotReady } from '../domain/expense-claim.ts'
import { factsOfClaim } from '../domain/expense-posting.ts'
import type { PeriodNotOpen, ReasonMissing } from '../domain/fiscal-period.ts'
import type { ModuleSealed } from '../domain/period-seal.ts'
import { readReason } from '../domain/reason.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { giveAdvancesBack } from '../store/employee-advances.ts'
import { followItemsOfAdvances, itemsOwedForClaims, undoAdvancesUsed } from '../store/employee-items.ts'
import { linesOfClaims, releaseReceipts } from '../store/expense-claim-lines.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { saveClaim } from '../store/expense-claims.ts'
import { paymentsOfClaims } from '../store/payments-of-employees.ts'
import type { StaleVersion } from './change-period.ts'
import { type ExpenseClaimNotFound, lockVisibleClaim, type NotYourClaim } from './expense-claim-access.ts'
import { dayOf, typesOfLines } from './expense-claim-facts.ts'
import { type DocumentNotPostable, postOwnDocument } from './post-own-document.ts'
import { changeBy } from './save-expense-claim.ts'

/**
 * Takes an approved claim back: what it posted is posted in red today, its receipts may be claimed again, and what it
 * used of advances is open again. Refused once it is paid: the payment is taken back first; and to whoever wrote or submitted it
 * or is paid by it.
 */
export async function cancelExpenseClaim(
  unit: UnitOfWork,
  input: { readonly expenseClaimId: string; readonly expectedVersion: number; readonly reason: string },
): Promise<
  | ExpenseClaim
  | ExpenseClaimNotFound
  | StaleVersion
  | NotYourClaim
  | ExpenseClaimNotReady
  | CancellerInvolved
  | ExpenseClaimSettled
  | ReasonMissing
  | InvalidInput
  | DocumentNotPostable
  | PeriodNotFound
  | PeriodNotOpen
  | ModuleSealed
> {
  const { tx, caller, now } = unit
  const claim = await lockVisibleClaim(unit, input)
  if (isRefusal(claim)) return claim
  const claimant = await findClaimant(tx, claim.employeeId)
  if (claimant?.userId === caller.userId) return refuse('NotYourClaim')
  const reason = readReason(input.reason)
  if (isRefusal(reason)) return reason
  const on = dayOf(now)
  const settled = await settledBy(unit, claim)
  if (settled) return settled
  const cancelled = cancel(claim, { reason, on, by: caller.userId })
  if (isRefusal(cancelled)) return cancelled
  const lines = (await linesOfClaims(tx, [claim.id])).get(claim.id) ?? []
  const types = await typesOfLines(tx, lines)
  const saved = await saveClaim(tx, cancelled, changeBy(unit, 'CANCELLED', reason))
  await releaseReceipts(tx, [claim.id])
  const undo = { companyId: caller.companyId, undoneOn: on, reason, undoneBy: caller.userId, undoneAt: now }
  const opened = await undoAdvancesUsed(tx, claim.id, undo)
  await followItemsOfAdvances(tx, opened)
  await giveAdvancesBack(tx, claim.id)
  const about = { types, fact: 'CANCELLED', on } as const
  const posted = await postOwnDocument(unit, factsOfClaim(claim, lines, about))
  return isRefusal(posted) ? posted : saved
}

/** What was paid, or settled otherwise, of what the claim owes, if anything. */
async function settledBy({ tx }: UnitOfWork, claim: ExpenseClaim): Promise<ExpenseClaimSettled | undefined> {
  const { id, number, status } = claim
  if (status !== 'APPROVED' && status !== 'PAID') return undefined
  const [payment] = (await paymentsOfClaims(tx, [id])).filter((one) => one.status === 'POSTED')
  const moved = (await itemsOwedForClaims(tx, [id])).some(({ original, open }) => original !== open)
  return status === 'PAID' || moved
    ? refuse('ExpenseClaimSettled', { number, paymentNumber: payment?.number ?? null })
    : undefined
}
