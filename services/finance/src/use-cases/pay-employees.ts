import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { type NothingToPay, type PayerInvolved, pay } from '../domain/decide-expense-claim.ts'
import { type AdvanceNotReady, type EmployeeAdvance, payAdvance } from '../domain/employee-advance.ts'
import type { ExpenseClaim, ExpenseClaimNotReady } from '../domain/expense-claim.ts'
import { factsOfAdvance, factsOfClaimPayment } from '../domain/expense-posting.ts'
import type { PeriodNotOpen } from '../domain/fiscal-period.ts'
import type { ModuleSealed } from '../domain/period-seal.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { saveAdvances } from '../store/employee-advances.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { saveClaim } from '../store/expense-claims.ts'
import type { StaleVersion } from './change-period.ts'
import { type ExpenseClaimNotFound, lockVisibleClaim } from './expense-claim-access.ts'
import { dayOf } from './expense-claim-facts.ts'
import { type DocumentNotPostable, postOwnDocument } from './post-own-document.ts'
import { type EmployeeAdvanceNotFound, lockVisibleAdvance } from './request-employee-advance.ts'
import { changeBy } from './save-expense-claim.ts'

type NotPosted = DocumentNotPostable | PeriodNotFound | PeriodNotOpen | ModuleSealed

/** Pays what an approved claim owes the employee (E2), today, from the account that BANK means. */
export async function payExpenseClaim(
  unit: UnitOfWork,
  reference: { readonly expenseClaimId: string; readonly expectedVersion: number },
): Promise<
  ExpenseClaim | ExpenseClaimNotFound | StaleVersion | ExpenseClaimNotReady | NothingToPay | PayerInvolved | NotPosted
> {
  const { tx, caller, now } = unit
  const claim = await lockVisibleClaim(unit, reference)
  if (isRefusal(claim)) return claim
  const claimantUserId = (await findClaimant(tx, claim.employeeId))?.userId ?? null
  const paid = pay(claim, { userId: caller.userId, on: dayOf(now), claimantUserId })
  if (isRefusal(paid)) return paid
  const saved = await saveClaim(tx, paid, changeBy(unit, 'PAID'))
  const posted = await postOwnDocument(unit, factsOfClaimPayment(claim, dayOf(now)))
  return isRefusal(posted) ? posted : saved
}

/** Gives an approved advance to the employee (E2), today, from the account that BANK means. */
export async function payEmployeeAdvance(
  unit: UnitOfWork,
  reference: { readonly employeeAdvanceId: string; readonly expectedVersion: number },
): Promise<EmployeeAdvance | EmployeeAdvanceNotFound | StaleVersion | AdvanceNotReady | PayerInvolved | NotPosted> {
  const { tx, caller, now } = unit
  const advance = await lockVisibleAdvance(unit, reference)
  if (isRefusal(advance)) return advance
  const claimantUserId = (await findClaimant(tx, advance.employeeId))?.userId ?? null
  const paid = payAdvance(advance, { userId: caller.userId, on: dayOf(now), claimantUserId })
  if (isRefusal(paid)) return paid
  const [saved = paid] = await saveAdvances(tx, [paid])
  const posted = await postOwnDocument(unit, factsOfAdvance(advance, dayOf(now)))
  return isRefusal(posted) ? posted : saved
}
