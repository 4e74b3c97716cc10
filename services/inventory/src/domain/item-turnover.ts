import {
  asQuantity,
  Decimal,
  daysInMonth,
  type Money,
  nextPeriod,
  type Period,
  previousPeriod,
  quantityDecimals,
  quotient,
  zeroQuantity,
} from '@erp/values'
import { minus, plus, type SummaryFigure } from './movement-summary.ts'
import type { StockEventKind } from './stock-document.ts'

/** What goods are kept for: they were sold, given away, used or built in. Not what was moved, lost, scrapped or sent back. */
export const issuingKinds: readonly StockEventKind[] = [
  'SALES_DELIVERY',
  'GOODS_SHIPPED',
  'SALES_GIFT',
  'OTHER_ISSUE',
  'STOCK_ASSEMBLY',
]

/** What was sold and came back was not sold. */
export const returningKinds: readonly StockEventKind[] = ['SALES_RETURN', 'SHIPPED_GOODS_RETURNED']

/** What a month changed, and what left in it for what goods are kept for. */
export type MonthOfItem = { readonly period: Period; readonly net: SummaryFigure; readonly issued: SummaryFigure }

/** How fast goods go 存货周转 over some months. */
export type ItemTurnover = {
  readonly opening: SummaryFigure
  readonly closing: SummaryFigure
  /** Of the balances that months began and ended with. */
  readonly average: SummaryFigure
  readonly issued: SummaryFigure
  /** Issued ÷ average; null where there was nothing on average. By value, or by quantity where values are not told. */
  readonly rate: Decimal | null
  /** How many days what was there on average lasted; null where nothing was issued. */
  readonly days: Decimal | null
}

const rateDecimals = 4
const daysDecimals = 2

export type Span = { readonly from: Period; readonly period: Period }

/** Reads the months backwards from what there was after the last of them. */
export function turnoverOf(closing: SummaryFigure, months: readonly MonthOfItem[], span: Span): ItemTurnover {
  const byPeriod = new Map(months.map((month) => [month.period, month]))
  const nothing = { quantity: zeroQuantity, value: closing.value && { ...closing.value, minor: 0n } }
  let [opening, ends, issued, count, days] = [closing, nothing, nothing, 0, 0]
  for (let period = span.period; period >= span.from; period = previousPeriod(period)) {
    const month = byPeriod.get(period)
    const before = month ? minus(opening, month.net) : opening
    ends = plus(plus(ends, opening), before)
    if (month) issued = plus(issued, month.issued)
    opening = before
    count += 1
    days += daysInMonth(Number(period.slice(0, 4)), Number(period.slice(5)))
  }
  const times = new Decimal(2 * count)
  const size = ({ quantity, value }: SummaryFigure): Decimal => (value ? minorOf(value) : quantity)
  return {
    opening,
    closing,
    average: {
      quantity: asQuantity(quotient(ends.quantity, times, quantityDecimals)),
      value: ends.value && { ...ends.value, minor: BigInt(quotient(minorOf(ends.value), times, 0).toFixed()) },
    },
    issued,
    rate: size(ends).gt(0) ? quotient(size(issued).times(times), size(ends), rateDecimals) : null,
    days:
      size(ends).gt(0) && size(issued).gt(0)
        ? quotient(size(ends).times(days), size(issued).times(times), daysDecimals)
        : null,
  }
}

/** How many months there are from the first to the last, both included. */
export function monthsIn({ from, period }: Span): number {
  let count = 1
  for (let month = from; month < period; month = nextPeriod(month)) count += 1
  return count
}

function minorOf({ minor }: Money): Decimal {
  return new Decimal(minor.toString())
}
