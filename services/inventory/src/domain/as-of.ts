import { type BusinessDate, lastDayOf, type Period, periodOf } from '@erp/values'

/** A day in the books, as it was known at an instant; as it is known now when that is left out. */
export type AsOf = { readonly businessOn: BusinessDate; readonly knownAt?: Date | undefined }

/**
 * Where a look back cuts the totals of months: those up to `period` that were recorded up to `recordedPeriod` count whole,
 * but for what single entries of those two months take away again.
 */
export type Cut = {
  readonly period: Period
  readonly businessOn: BusinessDate
  readonly lastDay: BusinessDate
  readonly recordedPeriod: string
  /** The first instant after the month of recording. */
  readonly recordedBefore: Date | null
  readonly knownAt: Date | null
}

const everything = '9999-12'

export function cutAt({ businessOn, knownAt }: AsOf): Cut {
  const period = periodOf(businessOn)
  return {
    period,
    businessOn,
    lastDay: lastDayOf(period),
    recordedPeriod: knownAt?.toISOString().slice(0, 7) ?? everything,
    recordedBefore: knownAt ? new Date(Date.UTC(knownAt.getUTCFullYear(), knownAt.getUTCMonth() + 1)) : null,
    knownAt: knownAt ?? null,
  }
}
