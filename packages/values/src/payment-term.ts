import { allocate } from './allocate.ts'
import { type BusinessDate, daysAfter, daysInMonth } from './business-date.ts'
import type { Currency } from './currency.ts'
import { Decimal, parseDecimal } from './decimal.ts'
import { formatMoney, isZero, type Money, parseMoney, sum } from './money.ts'
import { portion } from './portion.ts'
import { asQuantity } from './quantity.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'

/**
 * One part of what an invoice comes to, and when it is due: so many months after the invoice, on a day of that month where one
 * is named, and so many days after that.
 */
export interface TermInstalment {
  /** Its weight among the instalments: 3 and 7 are 30 and 70 percent, 1, 1 and 1 are thirds. */
  readonly share: number
  readonly months: number
  /** 31 is the last day of every month; null: the day of the invoice. */
  readonly dayOfMonth: number | null
  readonly days: number
}

/** What paying early takes off 现金折扣: so many percent of the gross within so many days of the invoice. */
export interface EarlyPayment {
  readonly percent: Decimal
  readonly days: number
}

/** What is due of an invoice on one day. */
export interface DueInstalment {
  readonly dueOn: BusinessDate
  readonly amount: Money
  /** What paying it through a day takes off it; left out where nothing does. */
  readonly discount?: { readonly amount: Money; readonly through: BusinessDate }
}

/** The same as it is stored and told: amounts as exact text. */
export interface WrittenInstalment {
  readonly dueOn: string
  readonly amount: string
  readonly discount?: { readonly amount: string; readonly through: string } | undefined
}

/** `field` says where in the instalments the problem is. */
export type InstalmentsInvalid = Refusal<'InstalmentsInvalid', { field: string; problem: string }>

export type EarlyPaymentInvalid = Refusal<'EarlyPaymentInvalid', { field: string; problem: string }>

export const mostInstalments = 24

const limits = {
  share: { least: 1, most: 10_000, problem: 'NOT_FROM_1_TO_10000' },
  months: { least: 0, most: 36, problem: 'NOT_FROM_0_TO_36' },
  dayOfMonth: { least: 1, most: 31, problem: 'NOT_FROM_1_TO_31' },
  days: { least: 0, most: 365, problem: 'NOT_FROM_0_TO_365' },
} as const

/** What people may agree on: 1 to 24 instalments. */
export function readInstalments(instalments: readonly TermInstalment[]): TermInstalment[] | InstalmentsInvalid {
  if (instalments.length < 1 || instalments.length > mostInstalments)
    return refuse('InstalmentsInvalid', { field: 'instalments', problem: 'NOT_1_TO_24' })
  for (const [index, instalment] of instalments.entries())
    for (const [field, { least, most, problem }] of Object.entries(limits)) {
      const value = instalment[field as keyof TermInstalment]
      if (value !== null && !(Number.isInteger(value) && value >= least && value <= most))
        return refuse('InstalmentsInvalid', { field: `instalments.${index}.${field}`, problem })
    }
  return instalments.map(({ share, months, dayOfMonth, days }) => ({ share, months, dayOfMonth, days }))
}

/** What people may agree to take off: 0.01 to 99.99 percent, within 0 to 365 days. */
export function readEarlyPayment({
  percent: text,
  days,
}: {
  readonly percent: string
  readonly days: number
}): EarlyPayment | EarlyPaymentInvalid {
  const percent = parseDecimal(text, { scale: 2, min: '0.01', max: '99.99' })
  if (isRefusal(percent)) {
    const problem = 'NOT_FROM_0.01_TO_99.99_WITH_TWO_DECIMALS'
    return refuse('EarlyPaymentInvalid', { field: 'earlyPayment.percent', problem })
  }
  const { least, most, problem } = limits.days
  if (!Number.isInteger(days) || days < least || days > most)
    return refuse('EarlyPaymentInvalid', { field: 'earlyPayment.days', problem })
  return { percent, days }
}

/** When an instalment is due. A day of the invoice's month that has passed is that of the month after; none is before the invoice. */
export function dueDayOf({ months, dayOfMonth, days }: TermInstalment, invoicedOn: BusinessDate): BusinessDate {
  const named = dayOfMonth ?? Number(invoicedOn.slice(8))
  const day = dayInMonth(invoicedOn, months, named)
  return daysAfter(day < invoicedOn ? dayInMonth(invoicedOn, months + 1, named) : day, days)
}

/**
 * What is due of an invoice and when, the first due first: shares of its gross by largest remainder, where the last takes what
 * the others leave. Nothing where nothing is owed. What paying early takes off is figured once, on the gross, and shared among
 * the instalments alike; each is to be had until it is due at the latest.
 */
export function scheduleOf(
  {
    instalments,
    earlyPayment,
  }: { readonly instalments: readonly TermInstalment[]; readonly earlyPayment: EarlyPayment | null },
  invoicedOn: BusinessDate,
  gross: Money,
): DueInstalment[] {
  const shares = instalments.map(({ share }) => new Decimal(share))
  const amounts = allocate(gross, shares.toReversed()).toReversed()
  const schedule = instalments
    .flatMap((instalment, index) => {
      const amount = amounts[index]
      return amount && !isZero(amount) ? [{ dueOn: dueDayOf(instalment, invoicedOn), amount }] : []
    })
    .toSorted((left, right) => (left.dueOn < right.dueOn ? -1 : left.dueOn > right.dueOn ? 1 : 0))
  return earlyPayment === null ? schedule : withDiscounts(schedule, earlyPayment, invoicedOn)
}

function withDiscounts(
  schedule: readonly DueInstalment[],
  { percent, days }: EarlyPayment,
  invoicedOn: BusinessDate,
): DueInstalment[] {
  const last = daysAfter(invoicedOn, days)
  const [first] = schedule
  if (!first) return []
  const gross = sum(
    schedule.map(({ amount }) => amount),
    first.amount.currency,
  )
  const off = portion(gross, asQuantity(percent), asQuantity(new Decimal(100)))
  const shares = allocate(
    off,
    schedule.map(({ amount }) => new Decimal(amount.minor.toString())),
  )
  return schedule.map((instalment, index) => {
    const amount = shares[index]
    if (!amount || isZero(amount)) return instalment
    return { ...instalment, discount: { amount, through: last < instalment.dueOn ? last : instalment.dueOn } }
  })
}

export function writeInstalments(instalments: readonly DueInstalment[]): WrittenInstalment[] {
  return instalments.map(({ dueOn, amount, discount }) => ({
    ...{ dueOn, amount: formatMoney(amount) },
    ...(discount ? { discount: { amount: formatMoney(discount.amount), through: discount.through } } : {}),
  }))
}

/** Throws when what was written cannot be read: it was written by `writeInstalments` only. */
export function readWrittenInstalments(written: readonly WrittenInstalment[], currency: Currency): DueInstalment[] {
  const read = (text: string) => {
    const amount = parseMoney(text, currency)
    if (isRefusal(amount)) throw new Error(`An instalment cannot be read: ${text} ${currency}`)
    return amount
  }
  return written.map(({ dueOn, amount, discount }) => ({
    ...{ dueOn: dueOn as BusinessDate, amount: read(amount) },
    ...(discount ? { discount: { amount: read(discount.amount), through: discount.through as BusinessDate } } : {}),
  }))
}

/** So many months after the month of a day, the day named or the last there is. */
function dayInMonth(day: BusinessDate, months: number, named: number): BusinessDate {
  const place = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(place / 12), (place % 12) + 1]
  const text = (number: number) => String(number).padStart(2, '0')
  return `${year}-${text(month)}-${text(Math.min(named, daysInMonth(year, month)))}` as BusinessDate
}
