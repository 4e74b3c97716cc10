import type { UnitOfWork } from '@erp/service-kit'
import {
  type BusinessDate,
  type Currency,
  isId,
  isNegative,
  isRefusal,
  newId,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import {
  type CashCount,
  type CashCountNotReady,
  type CashCountPersonInvolved,
  cancelCount,
  checkDenominations,
  type Denomination,
  type DenominationsDiffer,
  differenceInBooks,
  differenceOf,
  witness,
} from '../domain/cash-count.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import type { ExchangeRateInvalid } from '../domain/exchange-rate.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { findAccount } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { lockCashAccount } from '../store/cash-accounts.ts'
import { insertCashCount, lockCashCount, numberOfWaitingCount, saveCashCount } from '../store/cash-counts.ts'
import { journalFigures } from '../store/cash-journal.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { type CashAccountNotFound, readRate, type SpotRateMissing } from './write-cash-document.ts'

export type CashCountNotFound = Refusal<'CashCountNotFound', { cashCountId: string }>
/** One count of an account at a time: else the same difference would be booked twice. */
export type CashCountWaiting = Refusal<'CashCountWaiting', { number: string }>

export type CashCountReference = { readonly cashCountId: string; readonly expectedVersion: number }

export type CashCountInput = {
  readonly cashAccountId: string
  readonly countedOn: BusinessDate
  readonly counted: string
  readonly denominations: readonly { readonly face: string; readonly pieces: number }[]
  readonly exchangeRate: string | null
  readonly note: string | null
}

const mostDenominations = 30

/**
 * Keeps what was counted of cash on hand 库存现金盘点, beside what the books say at that moment: the account is held, so no
 * receipt or payment comes between the two.
 */
export async function countCash(
  unit: UnitOfWork,
  input: CashCountInput,
): Promise<
  | CashCount
  | BooksNotOpen
  | CashAccountNotFound
  | InvalidInput
  | DenominationsDiffer
  | DayNotOpen
  | ExchangeRateInvalid
  | SpotRateMissing
  | CashCountWaiting
> {
  const { tx, caller } = unit
  const { cashAccountId, countedOn } = input
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const notOpen = await requireOpenDay(unit, countedOn)
  if (notOpen) return notOpen
  const cash = isId(cashAccountId) ? await lockCashAccount(tx, cashAccountId) : undefined
  if (!cash?.active) return refuse('CashAccountNotFound', { cashAccountId })
  const account = await findAccount(tx, cash.accountId)
  if (account?.cashKind !== 'CASH') return invalid('cashAccountId', 'NOT_CASH_ON_HAND')
  const found = readFound(input, cash.currency)
  if (isRefusal(found)) return found
  const note = input.note?.trim() || null
  if (note !== null && note.length > 200) return invalid('note', 'LONGER_THAN_200_CHARACTERS')
  const asked = { rate: input.exchangeRate, field: 'exchangeRate', on: countedOn }
  const rate = await readRate(unit, asked, cash.currency, base)
  if (isRefusal(rate)) return rate

  const { opening, received, paid } = await journalFigures(tx, {
    ...{ account: cash, base, beginsOn: countedOn, endsOn: countedOn },
  })
  const facts = {
    ...{ currency: cash.currency, booked: opening + received - paid, exchangeRate: rate.rate, ...found },
  }
  if (differenceOf(facts) !== 0n && differenceInBooks(facts, base) === 0n)
    return invalid('exchangeRate', 'WORTH_NOTHING_IN_THE_BOOKS')
  const waiting = await numberOfWaitingCount(tx, cash.id)
  if (waiting !== undefined) return refuse('CashCountWaiting', { number: waiting })
  const [number = ''] = await takeTreasuryNumbers(tx, caller.companyId, {
    ...{ prefix: 'CC', year: countedOn.slice(0, 4), count: 1 },
  })
  const count: CashCount = {
    ...{ id: newId(), companyId: caller.companyId, number, status: 'COUNTED', version: 1, cashAccountId: cash.id },
    ...{ ...facts, countedOn, note, reason: null, countedBy: caller.userId, witnessedBy: null },
    ...{ submittedBy: null, approvalId: null, approverIds: [], approvedBy: null },
    ...{ voucherId: null, reversalId: null, decision: null },
  }
  await noteOddHour(unit)
  await insertCashCount(tx, count)
  return count
}

/** Confirms to have seen it counted 监盘; whoever counted cannot. */
export async function witnessCashCount(
  unit: UnitOfWork,
  reference: CashCountReference,
): Promise<CashCount | CashCountNotFound | StaleVersion | CashCountNotReady | CashCountPersonInvolved> {
  const count = await lockCountAsSeen(unit, reference)
  if (isRefusal(count)) return count
  const witnessed = witness(count, unit.caller.userId)
  return isRefusal(witnessed) ? witnessed : saveCashCount(unit.tx, witnessed)
}

/** Gives a count up that is not approved 作废; the account may be counted anew then. */
export async function cancelCashCount(
  unit: UnitOfWork,
  { reason, ...reference }: CashCountReference & { readonly reason: string },
): Promise<CashCount | CashCountNotFound | StaleVersion | CashCountNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const count = await lockCountAsSeen(unit, reference)
  if (isRefusal(count)) return count
  const cancelled = cancelCount(count, why)
  return isRefusal(cancelled) ? cancelled : saveCashCount(unit.tx, cancelled)
}

/** A count held as the person saw it. */
export async function lockCountAsSeen(
  { tx }: UnitOfWork,
  { cashCountId, expectedVersion }: CashCountReference,
): Promise<CashCount | CashCountNotFound | StaleVersion> {
  const count = isId(cashCountId) ? await lockCashCount(tx, cashCountId) : undefined
  if (!count) return refuse('CashCountNotFound', { cashCountId })
  return count.version === expectedVersion ? count : refuse('StaleVersion', { currentVersion: count.version })
}

function readFound(
  input: CashCountInput,
  currency: Currency,
): Pick<CashCount, 'counted' | 'denominations'> | InvalidInput | DenominationsDiffer {
  const counted = parseMoney(input.counted, currency)
  if (isRefusal(counted)) return invalid('counted', counted.problem)
  if (isNegative(counted)) return invalid('counted', 'NEGATIVE')
  if (input.denominations.length > mostDenominations) return invalid('denominations', 'MORE_THAN_30')
  const denominations: Denomination[] = []
  for (const { face: text, pieces } of input.denominations) {
    const face = parseMoney(text, currency)
    if (isRefusal(face)) return invalid('denominations', face.problem)
    if (face.minor <= 0n || pieces <= 0) return invalid('denominations', 'NOT_POSITIVE')
    if (denominations.some((other) => other.face === face.minor)) return invalid('denominations', 'FACE_TWICE')
    denominations.push({ face: face.minor, pieces })
  }
  denominations.sort((one, other) => (one.face > other.face ? -1 : 1))
  const found = { counted: counted.minor, denominations }
  return checkDenominations(found, currency) ?? found
}
