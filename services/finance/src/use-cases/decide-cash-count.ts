import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, refuse } from '@erp/values'
import { checkDimensions, type DimensionMissing, type DimensionNotKept } from '../domain/auxiliary-dimension.ts'
import {
  bearerKeys,
  type CashBearer,
  type CashBearerDoesNotFit,
  type CashCount,
  type CashCountNotReady,
  type CashCountPersonInvolved,
  type DecidedBeforeCount,
  decisionLines,
  involved,
  notReady,
  whyNotDecide,
} from '../domain/cash-count.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import { noDimensions } from '../domain/closing-step.ts'
import type { DimensionValueUnknown, InputPath } from '../domain/entry-line.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { ReversalBeforeVoucher } from '../domain/reverse-voucher.ts'
import type { SettledBeforeItem } from '../domain/settlement.ts'
import { treasuryVoucher } from '../domain/treasury-voucher.ts'
import { findAccount } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { insertCashDecision, saveCashCount, undoCashDecision } from '../store/cash-counts.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { findDimensionValues } from '../store/dimension-values.ts'
import { claimantOfUser } from '../store/expense-claimants.ts'
import { itemsOfVoucher } from '../store/open-item-lists.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import { type CashCountNotFound, type CashCountReference, lockCountAsSeen } from './count-cash.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { type AdvanceInUse, inUse } from './reverse-cash-document.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { takeTreasuryVoucherBack } from './take-treasury-voucher-back.ts'

type Bearing = {
  readonly bearer: CashBearer
  readonly employeeId: string | null
  readonly departmentId: string | null
}
type BearingRefusal =
  | InvalidInput
  | DimensionValueUnknown
  | ClosingAccountMissing
  | (DimensionMissing & InputPath)
  | (DimensionNotKept & InputPath)

/**
 * Decides who bears what a count found different 盘盈盘亏处理: somebody who neither counted nor approved it, and does not pay or
 * get it. What an employee owes or is owed is an open item of theirs.
 */
export async function decideCashCount(
  unit: UnitOfWork,
  input: CashCountReference & Bearing & { readonly decidedOn: BusinessDate; readonly reason: string },
): Promise<
  | CashCount
  | CashCountNotFound
  | StaleVersion
  | CashCountNotReady
  | CashCountPersonInvolved
  | CashBearerDoesNotFit
  | DecidedBeforeCount
  | ReasonMissing
  | DayNotOpen
  | BooksNotOpen
  | BearingRefusal
> {
  const { tx, caller } = unit
  const { bearer, employeeId, departmentId, decidedOn } = input
  const { companyId, userId: decidedBy } = caller
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const count = await lockCountAsSeen(unit, input)
  if (isRefusal(count)) return count
  const refused = whyNotDecide(count, { bearer, decidedOn, decidedBy })
  if (refused) return refused
  const notOpen = await requireOpenDay(unit, decidedOn)
  if (notOpen) return notOpen
  const base = await currencyOfBooks(tx, companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const accounts = await accountsFor(unit, input)
  if (isRefusal(accounts)) return accounts
  if (employeeId !== null && (await claimantOfUser(tx, companyId, decidedBy))?.employeeId === employeeId)
    return involved(count)

  const series = { prefix: 'CD', year: decidedOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, companyId, series)
  const id = newId()
  const people = { preparedBy: decidedBy, reviewedBy: null, postedBy: decidedBy }
  const voucher = treasuryVoucher(
    { companyId, type: 'CASH_COUNT_DECISION', id, number, on: decidedOn, currency: base, ...people },
    decisionLines(count, { number, employeeId, departmentId }, { base, ...accounts }),
  )
  await noteOddHour(unit)
  const [posted] = await postVouchers(tx, [voucher])
  if (!posted) throw new Error(`${number} was not posted`)
  await insertCashDecision(tx, {
    ...{ id, companyId, cashCountId: count.id, number, bearer, employeeId, departmentId, decidedOn, reason, decidedBy },
    voucherId: posted.id,
  })
  return saveCashCount(tx, { ...count, status: 'DECIDED' })
}

/** Takes the decision in force back in red; what differs waits again. Refused once the employee paid or was paid. */
export async function undoCashCountDecision(
  unit: UnitOfWork,
  input: CashCountReference & { readonly undoneOn: BusinessDate; readonly reason: string },
): Promise<
  | CashCount
  | CashCountNotFound
  | StaleVersion
  | CashCountNotReady
  | ReasonMissing
  | DayNotOpen
  | AdvanceInUse
  | SettledBeforeItem
  | ReversalBeforeVoucher
> {
  const { tx, caller } = unit
  const { undoneOn } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const count = await lockCountAsSeen(unit, input)
  if (isRefusal(count)) return count
  const { decision } = count
  if (count.status !== 'DECIDED' || decision === null) return notReady(count)
  const notOpen = await requireOpenDay(unit, undoneOn)
  if (notOpen) return notOpen
  const items = await lockItems(tx, await itemsOfVoucher(tx, decision.voucherId))
  const used = inUse([...items.values()])
  if (used) return used
  const later = [...items.values()].find(({ lastMovedOn }) => undoneOn < lastMovedOn)
  if (later) return refuse('SettledBeforeItem', { openItemId: later.id, movedOn: later.lastMovedOn })
  const voucher = await findReversible(tx, decision.voucherId)
  if (!voucher) throw new Error(`The voucher of ${decision.number} cannot be found`)
  const red = await takeTreasuryVoucherBack(unit, voucher, [], undoneOn)
  if (isRefusal(red)) return red
  await undoCashDecision(tx, decision.id, { reason, by: caller.userId, reversalId: red.id })
  return saveCashCount(tx, { ...count, status: 'BOOKED' })
}

/** Where it waits and where it goes, with what the latter keeps of employees and departments. */
async function accountsFor({ tx, caller: { companyId } }: UnitOfWork, { bearer, employeeId, departmentId }: Bearing) {
  if (bearer === 'EMPLOYEE' && employeeId === null)
    return refuse('InvalidInput', { field: 'employeeId', problem: 'MISSING' })
  const wanted = { employee: employeeId, department: departmentId }
  const found = await findDimensionValues(tx, Object.values(wanted).filter(isId))
  for (const [dimension, value] of Object.entries(wanted)) {
    if (value !== null && !found.some((one) => one.id === value && one.dimension === dimension && one.active))
      return refuse('DimensionValueUnknown', { dimension, value, path: ['input', `${dimension}Id`] })
  }
  const key = bearerKeys[bearer]
  const accounts = await accountsOfKeys(tx, companyId, ['SUS', key])
  const [waiting, taking] = [accounts.get('SUS'), accounts.get(key)]
  if (!waiting) return refuse('ClosingAccountMissing', { accountKey: 'SUS' })
  const account = taking && (await findAccount(tx, taking.accountId))
  if (!taking || !account) return refuse('ClosingAccountMissing', { accountKey: key })
  const misfit = checkDimensions(account, { ...noDimensions, employeeId, departmentId })
  return misfit ? { ...misfit, path: ['input', 'bearer'] } : { waiting, bearer: taking }
}
