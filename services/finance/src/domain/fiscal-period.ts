import { newId, nextPeriod, type Period, type Refusal, refuse } from '@erp/values'

export type PeriodStatus = 'OPEN' | 'CLOSING' | 'CLOSED'

/** A calendar month of one company's books 会计期间. */
export type FiscalPeriod = {
  readonly id: string
  readonly companyId: string
  readonly period: Period
  /** CLOSING: other services date nothing new into it, what is on its way is still posted. CLOSED: nothing is posted. */
  readonly status: PeriodStatus
  readonly version: number
}

export type PeriodNotOpen = Refusal<'PeriodNotOpen', { period: Period; status: PeriodStatus }>
export type PeriodNotClosed = Refusal<'PeriodNotClosed', { period: Period; status: PeriodStatus }>
export type EarlierPeriodOpen = Refusal<'EarlierPeriodOpen', { period: Period }>
export type LaterPeriodClosed = Refusal<'LaterPeriodClosed', { period: Period }>
export type ReasonMissing = Refusal<'ReasonMissing'>
export type BeforeFirstPeriod = Refusal<'BeforeFirstPeriod', { period: Period; firstPeriod: Period }>
export type PeriodsNotAhead = Refusal<'PeriodsNotAhead', { through: Period; lastPeriod: Period | null }>

export const periodsOpenedAtOnce = 12

/** Consecutive open periods from `first`, that one included. */
export function openPeriods(companyId: string, first: Period, count: number = periodsOpenedAtOnce): FiscalPeriod[] {
  const periods: FiscalPeriod[] = []
  for (let period = first; periods.length < count; period = nextPeriod(period))
    periods.push({ id: newId(), companyId, period, status: 'OPEN', version: 1 })
  return periods
}

/** Announces the close: from here on other services refuse to date documents into the period. */
export function beginClosing(fiscalPeriod: FiscalPeriod): FiscalPeriod | PeriodNotOpen {
  const { period, status } = fiscalPeriod
  if (status !== 'OPEN') return refuse('PeriodNotOpen', { period, status })
  return { ...fiscalPeriod, status: 'CLOSING' }
}

/**
 * Closes a period 结账. Months close in order: an earlier one that is still open is refused, or with `includingEarlier`
 * closed as well. `books` are all periods of the company; returns every period that closes.
 */
export function closeThrough(
  fiscalPeriod: FiscalPeriod,
  books: readonly FiscalPeriod[],
  includingEarlier: boolean,
): FiscalPeriod[] | PeriodNotOpen | EarlierPeriodOpen {
  const { period, status } = fiscalPeriod
  if (status === 'CLOSED') return refuse('PeriodNotOpen', { period, status })
  const earlier = inOrder(books).filter((other) => other.period < period && other.status !== 'CLOSED')
  if (earlier[0] && !includingEarlier) return refuse('EarlierPeriodOpen', { period: earlier[0].period })
  return [...earlier, fiscalPeriod].map((closing) => ({ ...closing, status: 'CLOSED' }))
}

export type PeriodNotFound = Refusal<'PeriodNotFound', { period: Period }>

/** The period a month-end may work on: it is not closed, and every month before it is. */
export function periodToCloseNext(
  books: readonly FiscalPeriod[],
  period: Period,
): FiscalPeriod | PeriodNotFound | PeriodNotOpen | EarlierPeriodOpen {
  const found = periodNotClosed(books, period)
  if ('refusal' in found) return found
  const earlier = inOrder(books).find((other) => other.period < period && other.status !== 'CLOSED')
  return earlier ? refuse('EarlierPeriodOpen', { period: earlier.period }) : found
}

/** The period, unless the books have none or it is closed. */
export function periodNotClosed(
  books: readonly FiscalPeriod[],
  period: Period,
): FiscalPeriod | PeriodNotFound | PeriodNotOpen {
  const found = books.find((one) => one.period === period)
  if (!found) return refuse('PeriodNotFound', { period })
  return found.status === 'CLOSED' ? refuse('PeriodNotOpen', { period, status: found.status }) : found
}

/**
 * Reopens a period 反结账, or takes an announced close back: only the latest closed one, never without a reason, and never
 * one before `firstPeriod`, for those hold the opening balances alone.
 */
export function reopen(
  fiscalPeriod: FiscalPeriod,
  books: readonly FiscalPeriod[],
  reason: string,
  firstPeriod: Period | undefined = undefined,
): FiscalPeriod | PeriodNotClosed | LaterPeriodClosed | ReasonMissing | BeforeFirstPeriod {
  const { period, status } = fiscalPeriod
  if (reason.trim() === '') return refuse('ReasonMissing')
  if (firstPeriod !== undefined && period < firstPeriod) return refuse('BeforeFirstPeriod', { period, firstPeriod })
  if (status === 'OPEN') return refuse('PeriodNotClosed', { period, status })
  const later = inOrder(books).findLast((other) => other.period > period && other.status === 'CLOSED')
  if (later) return refuse('LaterPeriodClosed', { period: later.period })
  return { ...fiscalPeriod, status: 'OPEN' }
}

/** The open periods that follow a company's last one, up to `through`; at most ten years at once. */
export function openThrough(
  books: readonly FiscalPeriod[],
  through: Period,
): { readonly all: readonly FiscalPeriod[]; readonly last: FiscalPeriod } | PeriodsNotAhead {
  const latest = inOrder(books).at(-1)
  if (!latest) return refuse('PeriodsNotAhead', { through, lastPeriod: null })
  const all = openPeriods(latest.companyId, nextPeriod(latest.period), monthsBetween(latest.period, through))
  const last = all.at(-1)
  return last ? { all, last } : refuse('PeriodsNotAhead', { through, lastPeriod: latest.period })
}

function inOrder(periods: readonly FiscalPeriod[]): FiscalPeriod[] {
  return [...periods].sort((left, right) => (left.period < right.period ? -1 : 1))
}

const mostMonthsAtOnce = 120

function monthsBetween(from: Period, to: Period): number {
  const months = (period: Period) => Number(period.slice(0, 4)) * 12 + Number(period.slice(5))
  const ahead = months(to) - months(from)
  return ahead > mostMonthsAtOnce ? 0 : ahead
}
