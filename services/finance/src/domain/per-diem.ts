import { type BusinessDate, type Currency, compare, type Money, money, type Refusal } from '@erp/values'
import { cityKey } from './city.ts'
import type { WrittenLine } from './expense-line.ts'
import { cityOf, type ExpenseTrip } from './expense-trip.ts'

/** What a day of an expense type is paid 补贴标准, from a day on; what it does not name it leaves open. */
export type PerDiemRate = {
  readonly id: string
  readonly companyId: string
  readonly expenseTypeId: string
  /** Level of the employee 职级. */
  readonly grade: string | null
  readonly city: string | null
  readonly effectiveOn: BusinessDate
  /** In the currency of the books. */
  readonly amount: Money
  readonly version: number
}

/** An employee is paid each day of a type once. */
export type PerDiemDayClaimed = Refusal<'PerDiemDayClaimed', { spentOn: BusinessDate; claimNumber: string }>

/** The most days one line counts. */
export const mostDays = 366

/**
 * The rate of a line's last day: for each level and city the latest, of those the one that names most, the lower of two
 * that name as much. Undefined when there is none, or the day is not known yet.
 */
export function rateOf(
  rates: readonly PerDiemRate[],
  line: Pick<WrittenLine, 'expenseTypeId' | 'city' | 'spentOn'>,
  grade: string | null,
): PerDiemRate | undefined {
  const { expenseTypeId, city, spentOn } = line
  if (spentOn === null) return undefined
  const latest = new Map<string, PerDiemRate>()
  for (const rate of rates) {
    const fits =
      rate.expenseTypeId === expenseTypeId &&
      rate.effectiveOn <= spentOn &&
      (rate.grade ?? grade) === grade &&
      (rate.city === null || cityKey(rate.city) === cityKey(city))
    const key = JSON.stringify([rate.grade, cityKey(rate.city)])
    const known = latest.get(key)
    if (fits && (!known || known.effectiveOn < rate.effectiveOn)) latest.set(key, rate)
  }
  return [...latest.values()].sort(
    (left, right) => namedBy(right) - namedBy(left) || compare(left.amount, right.amount),
  )[0]
}

function namedBy({ grade, city }: PerDiemRate): number {
  return [grade, city].filter((one) => one !== null).length
}

/** A line that counts days with what they are paid; any other line as it is. */
export function priceDays(
  line: WrittenLine,
  facts: {
    readonly currency: Currency
    readonly rates: readonly PerDiemRate[]
    readonly grade: string | null
    readonly trips: readonly ExpenseTrip[]
  },
): WrittenLine {
  if (line.perDiemDays === null) return line
  const rate = rateOf(facts.rates, { ...line, city: cityOf(facts.trips, line) }, facts.grade)
  const amount = rate ? money(rate.amount.minor * BigInt(line.perDiemDays), facts.currency) : null
  return { ...line, currency: facts.currency, amount }
}

/** The days a line counts, the first first; none for a line that counts none or has no day yet. */
export function daysOf({ spentOn, perDiemDays }: Pick<WrittenLine, 'spentOn' | 'perDiemDays'>): BusinessDate[] {
  if (spentOn === null || perDiemDays === null) return []
  const last = Date.parse(spentOn)
  return Array.from(
    { length: perDiemDays },
    (_, index) => new Date(last - (perDiemDays - 1 - index) * 86_400_000).toISOString().slice(0, 10) as BusinessDate,
  )
}
