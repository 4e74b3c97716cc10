import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, daysAfter } from '@erp/values'
import {
  actualWeeks,
  behaviourOf,
  type ExpectedDocument,
  errorOf,
  type ForecastWeek,
  forecastKinds,
  forecastWeeks,
} from '../domain/cash-forecast.ts'
import { cashOn, expectedItems, settledByCash } from '../store/collection.ts'

/** How long back parties are looked at. */
const daysOfBehaviour = 365

export interface CashForecast {
  readonly currency: Currency
  readonly madeForOn: BusinessDate
  readonly opening: bigint
  readonly weeks: readonly (ForecastWeek<ExpectedDocument> & { readonly balance: bigint })[]
  /** What the same method would have been off by the weeks before, in hundredths of a percent. */
  readonly error: { readonly in: number | null; readonly out: number | null }
}

/**
 * Collections and payments of the weeks after a day, and how far the same method would have been off in as many weeks before
 * it: what was open then, put where behaviour known then says, against what really was settled of it.
 */
export async function forecastCash(
  tx: Sql,
  { companyId, currency }: { readonly companyId: string; readonly currency: Currency },
  { asOf, weeks }: { readonly asOf: BusinessDate; readonly weeks: number },
): Promise<CashForecast> {
  const before = daysAfter(asOf, -7 * weeks)
  const since = daysAfter(before, -daysOfBehaviour)
  const settled = await settledByCash(tx, companyId, { after: since, through: asOf })
  const known = (through: BusinessDate) => {
    const from = daysAfter(through, -daysOfBehaviour)
    const own = settled.filter(({ on }) => on > from && on <= through)
    return {
      receipts: behaviourOf(own.filter(({ kind }) => kind === 'RECEIVABLE')),
      payments: behaviourOf(own.filter(({ kind }) => kind === 'PAYABLE')),
    }
  }
  const openThen = await expectedItems(tx, companyId, { asOf: before, kinds: ['RECEIVABLE', 'PAYABLE'] })
  const past = { after: before, weeks }
  const wouldHave = forecastWeeks(openThen, known(before), past)
  const really = actualWeeks(
    settled.filter(({ postedOn, on }) => on > before && postedOn <= before),
    past,
  )
  const opening = await cashOn(tx, companyId, asOf)
  let balance = opening
  const open = await expectedItems(tx, companyId, { asOf, kinds: forecastKinds })
  const next = forecastWeeks(open, known(asOf), { after: asOf, weeks })
  return {
    ...{ currency, madeForOn: asOf, opening, error: errorOf(wouldHave, really) },
    weeks: next.map((week) => {
      balance += week.in - week.out
      return { ...week, balance }
    }),
  }
}
