import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { cancel } from '../domain/decide-expense-claim.ts'
import { type ExpenseClaim, type ExpenseClaimNotReady, readReason } from '../domain/expense-claim.ts'
import { factsOfClaim } from '../domain/expense-posting.ts'
import type { PeriodNotOpen, ReasonMissing } from '../domain/fiscal-period.ts'
import type { ModuleSealed } from '../domain/period-seal.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { giveAdvancesBack } from '../store/employee-advances.ts'
import { linesOfClaims, releaseReceipts } from '../store/expense-claim-lines.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { saveClaim } from '../store/expense-claims.ts'
import type { StaleVersion } from './change-period.ts'
import { type ExpenseClaimNotFound, lockVisibleClaim, type NotYourClaim } from './expense-claim-access.ts'
import { dayOf, typesOfLines } from './expense-claim-facts.ts'
import { type DocumentNotPostable, postOwnDocument } from './post-own-document.ts'
import { changeBy } from './save-expense-claim.ts'

/**
 * Takes an approved claim back: what it posted is posted in red today, its receipts may be claimed again, and what it
 * used of advances is open again.
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
  const cancelled = cancel(claim, { reason, on })
  if (isRefusal(cancelled)) return cancelled
  const lines = (await linesOfClaims(tx, [claim.id])).get(claim.id) ?? []
  const types = await typesOfLines(tx, lines)
  const saved = await saveClaim(tx, cancelled, changeBy(unit, 'CANCELLED', reason))
  await releaseReceipts(tx, [claim.id])
  await giveAdvancesBack(tx, claim.id)
  const about = { types, fact: 'CANCELLED', on } as const
  const posted = await postOwnDocument(unit, factsOfClaim(claim, lines, about))
  return isRefusal(posted) ? posted : saved
}
