import { type BusinessDate, firstDayOf, lastDayOf, type Period, periodOf } from '@erp/values'

/** The months a report covers, and the day of the last one up to which it counts. */
export type ReportWindow = {
  /** The first month, from its first day. */
  readonly from: Period
  /** The last month. */
  readonly period: Period
  /** A day of the last month; everything posted up to it counts. */
  readonly through: BusinessDate
  /** January of the last month's year 本年累计 begins here. */
  readonly january: Period
  /** Whether the last month counts whole, so that balances of periods are enough. */
  readonly whole: boolean
}

/**
 * The window from the first day of `from` through a day of `period`, which is its last day unless said otherwise.
 * Undefined when `from` comes after `period` or the day is of another month.
 */
export function reportWindow({
  period,
  from = period,
  through = lastDayOf(period),
}: {
  readonly period: Period
  readonly from?: Period | null | undefined
  readonly through?: BusinessDate | null | undefined
}): ReportWindow | undefined {
  const first = from ?? period
  const last = through ?? lastDayOf(period)
  if (first > period || periodOf(last) !== period) return undefined
  return { from: first, period, through: last, january: januaryOf(period), whole: last === lastDayOf(period) }
}

/** The month of a day, up to that day. */
export function windowUpTo(day: BusinessDate): ReportWindow {
  const period = periodOf(day)
  return { from: period, period, through: day, january: januaryOf(period), whole: day === lastDayOf(period) }
}

/** The same months a year before 上年同期, up to the same day; 29 February becomes the 28th. Throws before 1901. */
export function yearBefore({ from, period, through, whole }: ReportWindow): ReportWindow {
  const earlierPeriod = aYearBefore(period)
  const sameDay = `${earlierPeriod}${through.slice(7)}` as BusinessDate
  const last = lastDayOf(earlierPeriod)
  return {
    from: aYearBefore(from),
    period: earlierPeriod,
    through: whole || sameDay > last ? last : sameDay,
    january: januaryOf(earlierPeriod),
    whole: whole || sameDay >= last,
  }
}

/** The first day of the last month of a window. */
export function lastMonthBegins({ period }: ReportWindow): BusinessDate {
  return firstDayOf(period)
}

function januaryOf(period: Period): Period {
  return `${period.slice(0, 4)}-01` as Period
}

function aYearBefore(period: Period): Period {
  return `${String(Number(period.slice(0, 4)) - 1).padStart(4, '0')}${period.slice(4)}` as Period
}
