import { Decimal } from './decimal.ts'
import { nextPeriod, type Period, previousPeriod } from './period.ts'
import {
  addQuantity,
  asQuantity,
  type Quantity,
  quantityDecimals,
  subtractQuantity,
  sumQuantities,
  zeroQuantity,
} from './quantity.ts'
import { quotient } from './ratio.ts'

/** How coming demand is told from past demand; see `demandForecast`. */
export type DemandMethod = 'MOVING_AVERAGE' | 'SEASONAL'

/** What an item was needed for, month by month, less what came back. */
export type DemandHistory = {
  /** Months without any are left out. */
  readonly demand: ReadonlyMap<Period, Quantity>
  /** The month in which it first moved; null when it never did. */
  readonly firstMoved: Period | null
}

export type DemandForecast = {
  readonly method: DemandMethod
  /** What the method would have been off by in the last six months, as a part of what was needed; null when nothing was. */
  readonly error: Decimal | null
  readonly months: readonly { readonly period: Period; readonly demand: Quantity }[]
}

/** As far back as both methods look: a year before the six months they are tried on. */
const monthsOfHistory = 18

/** The first month of the history that a forecast from `period` on looks at. */
export function historyBefore(period: Period): Period {
  let month = period
  for (let count = 0; count < monthsOfHistory; count += 1) month = previousPeriod(month)
  return month
}

const monthsAveraged = 6
const monthsTested = 6
const errorDecimals = 4

/**
 * What will be needed in some months from `period` on. MOVING_AVERAGE is the mean of the six months before `period`, of fewer
 * when the item is younger; SEASONAL is what the same month needed a year before. Each is tried on the last six months as if
 * they were to come, and the one that was off by less is taken; SEASONAL only where it could be tried on all of them. Of
 * `period` itself only what it has not needed yet is to come.
 */
export function demandForecast(
  history: DemandHistory,
  { period, months }: { readonly period: Period; readonly months: number },
): DemandForecast {
  const average = errorOf(history, period, movingAverage)
  const seasonal = errorOf(history, period, lastYear)
  const isSeasonal = isLessOff(seasonal, average)
  const tell = isSeasonal ? lastYear : movingAverage
  const error = (isSeasonal ? seasonal : average)?.error ?? null

  const told: DemandForecast['months'][number][] = []
  let month = period
  for (let count = 0; count < months; count += 1, month = nextPeriod(month)) {
    const whole = notBelowNothing(tell(history, month, period) ?? zeroQuantity)
    const demand = count === 0 ? notBelowNothing(subtractQuantity(whole, needed(history, period))) : whole
    told.push({ period: month, demand })
  }
  return { method: isSeasonal ? 'SEASONAL' : 'MOVING_AVERAGE', error, months: told }
}

/** What a month will need, told from the months before `origin`; undefined when they say nothing. */
type Method = (history: DemandHistory, month: Period, origin: Period) => Quantity | undefined

const movingAverage: Method = (history, _, origin) => {
  const known = monthsBefore(history, origin, monthsAveraged)
  if (known.length === 0) return undefined
  const total = sumQuantities(known.map((month) => needed(history, month)))
  return asQuantity(quotient(total, new Decimal(known.length), quantityDecimals))
}

const lastYear: Method = (history, month, origin) => {
  let before = sameMonthBefore(month)
  while (before >= origin) before = sameMonthBefore(before)
  return history.firstMoved !== null && before >= history.firstMoved ? needed(history, before) : undefined
}

/** How far a method was off in the last months; undefined when it could not be tried on all of them that the item has. */
function errorOf(
  history: DemandHistory,
  period: Period,
  method: Method,
): { readonly error: Decimal | null } | undefined {
  const tested = monthsBefore(history, period, monthsTested).filter((month) => month !== history.firstMoved)
  let [off, whole] = [zeroQuantity, zeroQuantity]
  for (const month of tested) {
    const told = method(history, month, month)
    if (told === undefined) return undefined
    const was = needed(history, month)
    off = addQuantity(off, asQuantity(subtractQuantity(notBelowNothing(told), was).abs()))
    whole = addQuantity(whole, asQuantity(was.abs()))
  }
  return { error: whole.gt(0) ? quotient(off, whole, errorDecimals) : null }
}

function isLessOff(one: ReturnType<typeof errorOf>, other: ReturnType<typeof errorOf>): boolean {
  return one?.error != null && other?.error != null && one.error.lt(other.error)
}

/** So many months before one, the latest first, none before the item first moved. */
function monthsBefore({ firstMoved }: DemandHistory, period: Period, count: number): Period[] {
  const months: Period[] = []
  for (let month = previousPeriod(period); months.length < count; month = previousPeriod(month)) {
    if (firstMoved === null || month < firstMoved) break
    months.push(month)
  }
  return months
}

function sameMonthBefore(period: Period): Period {
  return `${String(Number(period.slice(0, 4)) - 1).padStart(4, '0')}${period.slice(4)}` as Period
}

function needed({ demand }: DemandHistory, period: Period): Quantity {
  return demand.get(period) ?? zeroQuantity
}

/** More that comes back than goes out needs nothing. */
function notBelowNothing(quantity: Quantity): Quantity {
  return quantity.lt(0) ? zeroQuantity : quantity
}
