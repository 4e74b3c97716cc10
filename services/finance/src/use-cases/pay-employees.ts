import type { UnitOfWork } from '@erp/service-kit'
import { formatMoney, isRefusal, type Money, money, parseMoney, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { checkPayable, type NothingToPay, type PayerInvolved } from '../domain/decide-expense-claim.ts'
import { type AdvanceNotReady, checkCashier, type EmployeeAdvance, paidAdvance } from '../domain/employee-advance.ts'
import type { ExpenseClaim, ExpenseClaimNotReady } from '../domain/expense-claim.ts'
import { findAdvance, saveAdvances } from '../store/employee-advances.ts'
import { itemsOwedForClaims } from '../store/employee-items.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { findClaim } from '../store/expense-claims.ts'
import { itemsOfVoucher } from '../store/open-item-lists.ts'
import type { StaleVersion } from './change-period.ts'
import { type ClaimReference, type ExpenseClaimNotFound, lockVisibleClaims } from './expense-claim-access.ts'
import { type CashMoved, type CashNotMoved, type MoneyFrom, moveCashOfEmployee } from './move-cash-of-employee.ts'
import { type EmployeeAdvanceNotFound, lockVisibleAdvance } from './request-employee-advance.ts'

type AdvanceReference = { readonly employeeAdvanceId: string; readonly expectedVersion: number }
type ClaimNotPaid = ExpenseClaimNotFound | StaleVersion | ExpenseClaimNotReady | NothingToPay | PayerInvolved

/** What is paid together goes to one employee. */
export const mostClaimsAtOnce = 100

/** Pays what is open of an approved claim (E2) by a payment of its own. */
export async function payExpenseClaim(
  unit: UnitOfWork,
  { expenseClaimId, expectedVersion, ...from }: ClaimReference & MoneyFrom,
): Promise<ExpenseClaim | ClaimNotPaid | CashNotMoved> {
  const paid = await payExpenseClaims(unit, { ...from, claims: [{ expenseClaimId, expectedVersion }] })
  if (isRefusal(paid)) return paid
  const claim = await findClaim(unit.tx, expenseClaimId)
  if (!claim) throw new Error('A claim that was just paid cannot be found')
  return claim
}

/** Pays what is open of claims of one employee by one payment, which settles what each of them is owed. */
export async function payExpenseClaims(
  unit: UnitOfWork,
  { claims: references, ...from }: MoneyFrom & { readonly claims: readonly ClaimReference[] },
): Promise<CashMoved | ClaimNotPaid | CashNotMoved> {
  const ids = references.map(({ expenseClaimId }) => expenseClaimId)
  if (ids.length === 0 || ids.length > mostClaimsAtOnce || new Set(ids).size < ids.length)
    return refuse('InvalidInput', { field: 'claims', problem: 'NOT_1_TO_100_CLAIMS_ONCE_EACH' })
  const claims = await lockVisibleClaims(unit, references)
  if (isRefusal(claims)) return claims
  const [first] = claims
  if (!first || claims.some(({ employeeId }) => employeeId !== first.employeeId))
    return refuse('InvalidInput', { field: 'claims', problem: 'NOT_OF_ONE_EMPLOYEE' })
  const by = {
    userId: unit.caller.userId,
    claimantUserId: (await findClaimant(unit.tx, first.employeeId))?.userId ?? null,
  }
  const notPayable = claims.map((claim) => checkPayable(claim, by)).find((fault) => fault !== undefined)
  if (notPayable) return notPayable

  const owed = (await itemsOwedForClaims(unit.tx, ids)).filter(({ open }) => open > 0n)
  const settled = claims.find(({ id }) => !owed.some(({ claimId }) => claimId === id))
  if (settled) return refuse('NothingToPay', { number: settled.number })
  const { employeeId, currency } = first
  const approvers = new Set(claims.map(({ decidedBy }) => decidedBy))
  return moveCashOfEmployee(unit, from, {
    ...{ direction: 'PAYMENT', employeeId, currency },
    amount: money(
      owed.reduce((sum, { open }) => sum + open, 0n),
      currency,
    ),
    items: owed.map(({ id, open }) => ({ openItemId: id, amount: formatMoney(money(open, currency)) })),
    approvedBy: approvers.size === 1 ? first.decidedBy : null,
    note: claims.map(({ number }) => number).join(' '),
  })
}

/** Gives an approved advance to the employee (E2) by a payment; from then on they owe it. */
export async function payEmployeeAdvance(
  unit: UnitOfWork,
  { employeeAdvanceId, expectedVersion, ...from }: AdvanceReference & MoneyFrom,
): Promise<EmployeeAdvance | EmployeeAdvanceNotFound | StaleVersion | AdvanceNotReady | PayerInvolved | CashNotMoved> {
  const { tx, caller } = unit
  const advance = await lockVisibleAdvance(unit, { employeeAdvanceId, expectedVersion })
  if (isRefusal(advance)) return advance
  const refused = await cashierRefused(unit, advance, 'APPROVED')
  if (refused) return refused
  const { employeeId, amount, number, decidedBy: approvedBy } = advance
  const moved = await moveCashOfEmployee(unit, from, {
    ...{ direction: 'PAYMENT', employeeId, currency: amount.currency, amount, items: [], approvedBy, note: number },
  })
  if (isRefusal(moved)) return moved
  const [openItemId = null] = moved.voucherId === null ? [] : await itemsOfVoucher(tx, moved.voucherId)
  const payment = { paidBy: caller.userId, paidOn: moved.paidOn, cashDocumentId: moved.id, openItemId }
  const [saved] = await saveAdvances(tx, [paidAdvance(advance, payment)])
  if (!saved) throw new Error('A paid advance is gone')
  return saved
}

/** Takes back from an employee what they did not spend of an advance 还款, by a receipt that settles it. */
export async function returnEmployeeAdvance(
  unit: UnitOfWork,
  {
    employeeAdvanceId,
    expectedVersion,
    amount: text,
    ...into
  }: AdvanceReference & MoneyFrom & { readonly amount: string },
): Promise<EmployeeAdvance | EmployeeAdvanceNotFound | StaleVersion | AdvanceNotReady | PayerInvolved | CashNotMoved> {
  const advance = await lockVisibleAdvance(unit, { employeeAdvanceId, expectedVersion })
  if (isRefusal(advance)) return advance
  const refused = await cashierRefused(unit, advance, 'PAID')
  if (refused) return refused
  const { employeeId, openAmount, openItemId, number } = advance
  const amount = readReturned(text, openAmount)
  if (isRefusal(amount)) return amount
  if (openItemId === null) return refuse('InvalidInput', { field: 'employeeAdvanceId', problem: 'NO_OPEN_ITEM' })
  const moved = await moveCashOfEmployee(unit, into, {
    ...{ direction: 'RECEIPT', employeeId, currency: amount.currency, amount, approvedBy: null, note: number },
    items: [{ openItemId, amount: formatMoney(amount) }],
  })
  if (isRefusal(moved)) return moved
  const returned = await findAdvance(unit.tx, advance.id)
  if (!returned) throw new Error('A returned advance is gone')
  return returned
}

function readReturned(text: string, open: Money): Money | InvalidInput {
  const amount = parseMoney(text, open.currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field: 'amount', problem: amount.problem })
  if (amount.minor <= 0n) return refuse('InvalidInput', { field: 'amount', problem: 'NOT_POSITIVE' })
  return amount.minor > open.minor ? refuse('InvalidInput', { field: 'amount', problem: 'MORE_THAN_IS_OPEN' }) : amount
}

async function cashierRefused({ tx, caller }: UnitOfWork, advance: EmployeeAdvance, status: 'APPROVED' | 'PAID') {
  const claimantUserId = (await findClaimant(tx, advance.employeeId))?.userId ?? null
  return checkCashier(advance, status, { userId: caller.userId, claimantUserId })
}
