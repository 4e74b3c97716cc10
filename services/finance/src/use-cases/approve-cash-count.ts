import { type UnitOfWork, undoneByRefusal } from '@erp/service-kit'
import { type BusinessDate, isRefusal, refuse } from '@erp/values'
import type { DecidedByApproval } from '../domain/approval.ts'
import {
  approveCount,
  type CashCount,
  type CashCountNotReady,
  type CashCountPersonInvolved,
  concluded,
  differenceLines,
  notReady,
} from '../domain/cash-count.ts'
import type { AccountNotUsable } from '../domain/entry-line.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { ReversalBeforeVoucher } from '../domain/reverse-voucher.ts'
import { treasuryVoucher } from '../domain/treasury-voucher.ts'
import { currencyOfBooks } from '../store/books.ts'
import { saveCashCount } from '../store/cash-counts.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import { type CashCountNotFound, type CashCountReference, lockCountAsSeen } from './count-cash.ts'
import { whyNotByHand } from './decide-on-cash-document.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { takeTreasuryVoucherBack } from './take-treasury-voucher-back.ts'
import { cashSides } from './treasury-accounts.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

type BookingRefusal =
  | DayNotOpen
  | BooksNotOpen
  | CashAccountNotFound
  | AccountNotUsable
  | ClosingAccountMissing
  | CashOnHandShort

/**
 * Approves a witnessed count 审核: cash is what was counted from then on, and what differs waits on 待处理财产损溢. A count of
 * nothing different posts nothing. Where the company has counts approved 审批流, only what those who approve let through and
 * could not be booked then is booked so.
 */
export async function approveCashCount(
  unit: UnitOfWork,
  reference: CashCountReference,
): Promise<
  | CashCount
  | CashCountNotFound
  | StaleVersion
  | CashCountNotReady
  | CashCountPersonInvolved
  | DecidedByApproval
  | BookingRefusal
> {
  const { caller } = unit
  const count = await lockCountAsSeen(unit, reference)
  if (isRefusal(count)) return count
  const byApproval = await whyNotByHand(unit, 'CASH_COUNT', count, 'WITNESSED')
  if (byApproval) return byApproval
  const approved = approveCount(count, caller.userId)
  if (isRefusal(approved)) return approved
  await noteOddHour(unit)
  return bookCount(unit, approved, caller.userId)
}

/** Counts that those who approve let through are booked at once, one after the other; others are stored as they are. */
export async function keepDecidedCounts(unit: UnitOfWork, counts: readonly CashCount[]): Promise<void> {
  for (const count of counts) {
    const booked =
      count.status === 'APPROVED' &&
      (await undoneByRefusal(unit.tx, () => bookCount(unit, concluded(count), count.approvedBy)))
    if (booked && !isRefusal(booked)) continue
    await saveCashCount(unit.tx, booked ? { ...count, reason: 'APPROVED_NOT_BOOKED' } : count)
  }
}

/** Books what differs of an approved count, and stores it. */
async function bookCount(
  unit: UnitOfWork,
  approved: CashCount,
  postedBy: string | null,
): Promise<CashCount | BookingRefusal> {
  const { tx } = unit
  if (approved.status === 'EVEN') return saveCashCount(tx, approved)
  const { id, companyId, number, countedOn, cashAccountId, countedBy: preparedBy } = approved
  const notOpen = await requireOpenDay({ tx, caller: { companyId } }, countedOn)
  if (notOpen) return notOpen
  const base = await currencyOfBooks(tx, companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const sides = await cashSides(tx, [cashAccountId])
  if (isRefusal(sides)) return sides
  const [cash] = sides
  if (!cash) throw new Error('A count has one cash account')
  const waiting = (await accountsOfKeys(tx, companyId, ['SUS'])).get('SUS')
  if (!waiting) return refuse('ClosingAccountMissing', { accountKey: 'SUS' })
  const people = { preparedBy, reviewedBy: approved.approvedBy, postedBy }
  const voucher = treasuryVoucher(
    { companyId, type: 'CASH_COUNT', id, number, on: countedOn, currency: base, ...people },
    differenceLines(approved, { base, cash, waiting }),
  )
  const [posted] = await postVouchers(tx, [voucher])
  if (!posted) throw new Error(`${number} was not posted`)
  const short = await keepCashAboveZero(unit, [cashAccountId])
  return short ?? saveCashCount(tx, { ...approved, voucherId: posted.id })
}

/** Takes a booked difference back in red 红字冲销, where nobody has decided on it or the decision is taken back. */
export async function reverseCashCount(
  unit: UnitOfWork,
  input: CashCountReference & { readonly reversedOn: BusinessDate; readonly reason: string },
): Promise<
  | CashCount
  | CashCountNotFound
  | StaleVersion
  | CashCountNotReady
  | ReasonMissing
  | DayNotOpen
  | ReversalBeforeVoucher
  | CashOnHandShort
> {
  const { tx } = unit
  const { reversedOn } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const count = await lockCountAsSeen(unit, input)
  if (isRefusal(count)) return count
  if (count.status !== 'BOOKED' || count.voucherId === null) return notReady(count)
  const notOpen = await requireOpenDay(unit, reversedOn)
  if (notOpen) return notOpen
  const voucher = await findReversible(tx, count.voucherId)
  if (!voucher) throw new Error(`The voucher of ${count.number} cannot be found`)
  const red = await takeTreasuryVoucherBack(unit, voucher, [], reversedOn)
  if (isRefusal(red)) return red
  const short = await keepCashAboveZero(unit, [count.cashAccountId])
  return short ?? saveCashCount(tx, { ...count, status: 'REVERSED', reason, reversalId: red.id })
}
