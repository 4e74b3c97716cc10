import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, parseMoney, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  type AdvanceNotReady,
  type EmployeeAdvance,
  requestAdvance,
  withdrawAdvance,
} from '../domain/employee-advance.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { readReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findDimensionValues } from '../store/dimension-values.ts'
import { insertAdvance, lockAdvances, saveAdvances, takeAdvanceNumber } from '../store/employee-advances.ts'
import { claimantOfUser, findClaimant } from '../store/expense-claimants.ts'
import { type Approvals, approvalOfAdvance } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type ClaimantUnknown, type NotYourClaim, visibleTo, writesFor } from './expense-claim-access.ts'
import type { ExpenseReferenceUnknown } from './save-expense-claim.ts'

export type EmployeeAdvanceNotFound = Refusal<'EmployeeAdvanceNotFound', { employeeAdvanceId: string }>

type Reference = { readonly employeeAdvanceId: string; readonly expectedVersion: number }

/** Asks for money before it is spent. */
export async function requestEmployeeAdvance(
  unit: UnitOfWork,
  input: { readonly employeeId: string | null; readonly amount: string; readonly purpose: string },
  approvals: Approvals,
): Promise<EmployeeAdvance | InvalidInput | BooksNotOpen | ClaimantUnknown | NotYourClaim | ExpenseReferenceUnknown> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const amount = parseMoney(input.amount, currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field: 'amount', problem: amount.problem })
  if (amount.minor <= 0n) return refuse('InvalidInput', { field: 'amount', problem: 'NOT_POSITIVE' })
  const purpose = input.purpose.trim()
  if (purpose === '' || purpose.length > 200)
    return refuse('InvalidInput', { field: 'purpose', problem: 'LENGTH_NOT_1_TO_200' })
  const employeeId = input.employeeId ?? (await claimantOfUser(tx, companyId, userId))?.employeeId
  if (employeeId === undefined) return refuse('ClaimantUnknown')
  const [employee] = isId(employeeId) ? await findDimensionValues(tx, [employeeId]) : []
  if (employee?.dimension !== 'employee' || !employee.active)
    return refuse('ExpenseReferenceUnknown', { reference: 'EMPLOYEE', referenceId: employeeId })
  const claimant = await findClaimant(tx, employeeId)
  if (!writesFor(caller, claimant)) return refuse('NotYourClaim')
  const wanted = { id: newId(), companyId, employeeId, purpose, amount, requestedBy: userId }
  const requested = requestAdvance({ ...wanted, approvalId: newId(), createdAt: now })
  const number = await takeAdvanceNumber(tx, companyId, String(now.getUTCFullYear()))
  const advance = { ...requested, number }
  await insertAdvance(tx, advance)
  await approvals.ask(unit, approvalOfAdvance(advance, claimant))
  return advance
}

/** Takes a request back that nobody has decided on. */
export async function withdrawEmployeeAdvance(
  unit: UnitOfWork,
  { reason, ...reference }: Reference & { readonly reason: string },
  approvals: Approvals,
): Promise<
  | EmployeeAdvance
  | EmployeeAdvanceNotFound
  | StaleVersion
  | NotYourClaim
  | AdvanceNotReady
  | ReasonMissing
  | InvalidInput
> {
  const advance = await lockVisibleAdvance(unit, reference)
  if (isRefusal(advance)) return advance
  if (!writesFor(unit.caller, await findClaimant(unit.tx, advance.employeeId))) return refuse('NotYourClaim')
  const words = readReason(reason)
  if (isRefusal(words)) return words
  const withdrawn = withdrawAdvance(advance, words)
  if (isRefusal(withdrawn)) return withdrawn
  const [saved = withdrawn] = await saveAdvances(unit.tx, [withdrawn])
  await approvals.withdraw(unit, saved, saved.approvalId, words)
  return saved
}

/** The advance a decision was made about, held until the transaction ends; one that is hidden from the caller is not found. */
export async function lockVisibleAdvance(
  { tx, caller }: UnitOfWork,
  { employeeAdvanceId, expectedVersion }: Reference,
): Promise<EmployeeAdvance | EmployeeAdvanceNotFound | StaleVersion> {
  const found = isId(employeeAdvanceId) ? await lockAdvances(tx, [employeeAdvanceId]) : []
  const [advance] = await visibleAdvances(tx, caller, found)
  if (!advance) return refuse('EmployeeAdvanceNotFound', { employeeAdvanceId })
  if (advance.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: advance.version })
  return advance
}

/** Of these advances those that the caller may see, by the rule of claims. */
export async function visibleAdvances(
  tx: UnitOfWork['tx'],
  caller: UnitOfWork['caller'],
  advances: readonly EmployeeAdvance[],
): Promise<readonly EmployeeAdvance[]> {
  const asClaims = advances.map((advance) => ({ ...advance, madeBy: advance.requestedBy }))
  const visible = new Set((await visibleTo(tx, caller, asClaims)).map(({ id }) => id))
  return advances.filter(({ id }) => visible.has(id))
}
