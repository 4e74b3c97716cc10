import { isApprovalAsked, type Sql, type UnitOfWork } from '@erp/service-kit'
import { type Currency, isAuthor, isRefusal, newId, type Period, type Refusal, refuse, writtenBy } from '@erp/values'
import type { DecidedByApproval } from '../domain/approval.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { type OpeningPosterIsMaker, unapproved } from '../domain/opening-approval.ts'
import {
  type CheckedLine,
  checkOpeningLine,
  mostOpeningLines,
  type OpeningBalance,
  type OpeningLine,
  type OpeningLineInvalid,
} from '../domain/opening-balance.ts'
import { checkEven, type OpeningUneven, openingTrial } from '../domain/opening-trial.ts'
import { openingVouchers, periodsBeforeBooks } from '../domain/opening-vouchers.ts'
import { reversalOf } from '../domain/reverse-voucher.ts'
import { findAccountsByCode } from '../store/accounts.ts'
import { currencyOfBooks, firstPeriodOfBooks } from '../store/books.ts'
import { closingAccounts } from '../store/closing-figures.ts'
import { lockPeriodsForChange } from '../store/fiscal-periods.ts'
import { lockSheet, openPeriodsBefore, saveSheet, sealPeriodsBefore } from '../store/opening-balances.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { noteOddHour } from './note-security-event.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'

export type BooksNotOpen = Refusal<'BooksNotOpen'>
export type OpeningPosted = Refusal<'OpeningPosted'>
export type OpeningNotPosted = Refusal<'OpeningNotPosted'>
export type OpeningFinal = Refusal<'OpeningFinal', { period: Period }>

type OpeningBooks = { readonly currency: Currency; readonly firstPeriod: Period }

export async function openingBooks(tx: Sql, companyId: string): Promise<OpeningBooks | undefined> {
  const currency = await currencyOfBooks(tx, companyId)
  const firstPeriod = await firstPeriodOfBooks(tx, companyId)
  return currency && firstPeriod && { currency, firstPeriod }
}

/** The lines of a sheet against the chart as it is, or the first that cannot be posted. */
export async function checkLines(
  tx: Sql,
  companyId: string,
  lines: readonly OpeningLine[],
  books: OpeningBooks,
): Promise<CheckedLine[] | OpeningLineInvalid> {
  if (lines.length > mostOpeningLines)
    return refuse('OpeningLineInvalid', { lineNumber: 0, accountCode: '', problem: 'TOO_MANY_LINES' })
  const codes = [...new Set(lines.map(({ accountCode }) => accountCode))]
  const accounts = new Map((await findAccountsByCode(tx, companyId, codes)).map((one) => [one.code, one]))
  const checked: CheckedLine[] = []
  for (const line of lines) {
    const outcome = checkOpeningLine(line, { ...books, accounts })
    if (typeof outcome === 'string') {
      const { accountCode } = line
      return refuse('OpeningLineInvalid', { lineNumber: checked.length + 1, accountCode, problem: outcome })
    }
    checked.push(outcome)
  }
  return checked
}

/**
 * Replaces the lines of the sheet; it need not be even yet. `expectedVersion` is 0 for the first one. What was asked or approved
 * is about what it said before, and counts no more.
 */
export async function saveOpeningBalances(
  unit: UnitOfWork,
  input: { readonly expectedVersion: number; readonly lines: readonly OpeningLine[] },
  approvals: Approvals,
): Promise<OpeningBalance | BooksNotOpen | StaleVersion | OpeningPosted | OpeningLineInvalid> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const books = await openingBooks(tx, companyId)
  if (!books) return refuse('BooksNotOpen')
  const current = await lockSheet(tx, companyId)
  const currentVersion = current?.version ?? 0
  if (currentVersion !== input.expectedVersion) return refuse('StaleVersion', { currentVersion })
  if (current?.status === 'POSTED') return refuse('OpeningPosted')
  const checked = await checkLines(tx, companyId, input.lines, books)
  if (isRefusal(checked)) return checked
  const sheet: OpeningBalance = {
    ...{ id: current?.id ?? newId(), companyId, status: 'DRAFT', version: currentVersion + 1 },
    ...{ lines: input.lines, voucherIds: [], postingNumber: current?.postingNumber ?? 0, ...unapproved, answer: null },
    authorIds: current ? writtenBy(current, userId).authorIds : [userId],
  }
  await saveSheet(tx, sheet, { action: 'SAVED', userId, at: now, reason: null })
  if (current?.status === 'PENDING_APPROVAL' && current.approvalId !== null)
    await approvals.withdraw(unit, current, current.approvalId, 'DOCUMENT_CHANGED')
  return sheet
}

/**
 * Posts the sheet if both its trial balances are even: nothing of it, or all of it. Somebody who wrote none of it does, or
 * anybody once those who approve let it pass, where the company says so 审批流.
 */
export async function postOpeningBalances(
  unit: UnitOfWork,
  input: { readonly expectedVersion: number },
): Promise<
  | OpeningBalance
  | BooksNotOpen
  | StaleVersion
  | OpeningPosted
  | OpeningPosterIsMaker
  | DecidedByApproval
  | OpeningFinal
  | OpeningLineInvalid
  | OpeningUneven
  | ClosingAccountMissing
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const ready = await sheetForChange(unit, input.expectedVersion)
  if (isRefusal(ready)) return ready
  const { sheet, books } = ready
  if (sheet.status === 'POSTED') return refuse('OpeningPosted')
  const documentType = 'OPENING_BALANCES'
  if (sheet.status !== 'APPROVED') {
    if (sheet.status === 'PENDING_APPROVAL' || (await isApprovalAsked(tx, companyId, documentType)))
      return refuse('DecidedByApproval', { number: books.firstPeriod, documentType })
    if (isAuthor(sheet, userId)) return refuse('OpeningPosterIsMaker')
  }
  const lines = await checkLines(tx, companyId, sheet.lines, books)
  if (isRefusal(lines)) return lines
  const uneven = checkEven(openingTrial(lines, books.currency))
  if (uneven) return uneven
  const accounts = await closingAccounts(tx, companyId)
  const clearing = accounts.get('OPENING')
  const profitOfYear = accounts.get('CYP')
  if (!clearing) return refuse('ClosingAccountMissing', { accountKey: 'OPENING' })
  if (!profitOfYear) return refuse('ClosingAccountMissing', { accountKey: 'CYP' })

  const postingNumber = sheet.postingNumber + 1
  const { id } = sheet
  const vouchers = openingVouchers(lines, {
    ...books,
    ...{ id, companyId, postingNumber, postedBy: userId, clearing, profitOfYear },
  })
  if (isRefusal(vouchers)) return vouchers
  const before = periodsBeforeBooks(books.firstPeriod)
  await openPeriodsBefore(tx, companyId, before)
  await noteOddHour(unit)
  const posted = await postVouchers(
    tx,
    vouchers.map((voucher) => ({ ...voucher, sourceEventId: null })),
  )
  await sealPeriodsBefore(tx, companyId, before)
  const voucherIds = posted.map((voucher) => voucher.id)
  const kept: OpeningBalance = { ...sheet, status: 'POSTED', version: sheet.version + 1, voucherIds, postingNumber }
  await saveSheet(tx, kept, { action: 'POSTED', userId, at: now, reason: null })
  return kept
}

/** Takes a posted sheet back in red, so that it can be corrected; not once the first period is closed. */
export async function takeBackOpeningBalances(
  unit: UnitOfWork,
  input: { readonly expectedVersion: number; readonly reason: string },
): Promise<OpeningBalance | BooksNotOpen | StaleVersion | OpeningNotPosted | OpeningFinal | ReasonMissing> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  if (input.reason.trim() === '') return refuse('ReasonMissing')
  const ready = await sheetForChange(unit, input.expectedVersion)
  if (isRefusal(ready)) return ready
  const { sheet, books } = ready
  if (sheet.status !== 'POSTED') return refuse('OpeningNotPosted')
  const before = periodsBeforeBooks(books.firstPeriod)
  await openPeriodsBefore(tx, companyId, before)
  // A sheet has three vouchers at most.
  const posted = await Promise.all(sheet.voucherIds.map((id) => findReversible(tx, id)))
  const red = posted.flatMap((voucher) => {
    if (!voucher) return []
    const reversal = reversalOf(voucher, { on: voucher.postingDate, by: userId, kinds: ['OPENING', 'CLOSING'] })
    if (isRefusal(reversal)) throw new Error(`The opening voucher ${voucher.number} cannot be taken back`)
    // Opening figures stay opening figures when they are taken back, and are no turnover.
    return [{ ...reversal, kind: voucher.kind, sourceEventId: null }]
  })
  await noteOddHour(unit)
  await postVouchers(tx, red)
  await sealPeriodsBefore(tx, companyId, before)
  const kept: OpeningBalance = {
    ...{ ...sheet, ...unapproved, status: 'DRAFT', version: sheet.version + 1, voucherIds: [] },
  }
  await saveSheet(tx, kept, { action: 'TAKEN_BACK', userId, at: now, reason: input.reason })
  return kept
}

/** The sheet, locked after the periods as a close locks them; the first period must not be closed. */
export async function sheetForChange(
  { tx, caller: { companyId } }: UnitOfWork,
  expectedVersion: number,
): Promise<{ sheet: OpeningBalance; books: OpeningBooks } | BooksNotOpen | StaleVersion | OpeningFinal> {
  const books = await openingBooks(tx, companyId)
  if (!books) return refuse('BooksNotOpen')
  const periods = await lockPeriodsForChange(tx, companyId)
  const sheet = await lockSheet(tx, companyId)
  if (!sheet || sheet.version !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: sheet?.version ?? 0 })
  const first = periods.find(({ period }) => period === books.firstPeriod)
  return first?.status === 'CLOSED' ? refuse('OpeningFinal', { period: books.firstPeriod }) : { sheet, books }
}
