import {
  type BusinessDate,
  type Currency,
  convert,
  Decimal,
  digitsOf,
  isRefusal,
  type Money,
  parseDecimal,
  plain,
  quotient,
  type Refusal,
  refuse,
} from '@erp/values'
import type { ForeignAmount } from './voucher.ts'

/** SPOT 即期 holds from its day until the next; CLOSING 期末 and AVERAGE 平均 are those of the month their day is in. */
export const rateTypes = ['SPOT', 'CLOSING', 'AVERAGE'] as const
export type RateType = (typeof rateTypes)[number]

/** What one unit of a foreign currency is worth in the currency of the books. */
export type ExchangeRate = {
  readonly id: string
  readonly companyId: string
  readonly foreignCurrency: Currency
  readonly rateType: RateType
  readonly effectiveOn: BusinessDate
  /** Base currency for one unit, positive, at most eight decimals, without trailing zeros. */
  readonly rate: string
  readonly version: number
}

/** Which rate is asked for. */
export type RateQuestion = {
  readonly foreignCurrency: Currency
  readonly rateType: RateType
  readonly on: BusinessDate
}

export type ExchangeRateInvalid = Refusal<'ExchangeRateInvalid', { text: string }>
export type ExchangeRateMissing = Refusal<'ExchangeRateMissing', RateQuestion>

/** Reads a rate: positive, below ten billion, at most eight decimals. Gives it in its shortest form. */
export function parseRate(text: string): string | ExchangeRateInvalid {
  const rate = parseDecimal(text, { scale: 8, min: '0.00000001', max: '9999999999' })
  return isRefusal(rate) ? refuse('ExchangeRateInvalid', { text }) : plain(rate)
}

/** Fixes the base amount of a foreign one, half up, once; it is stored with its rate and never converted again. */
export function toBase({ amount, rate }: ForeignAmount, base: Currency): Money {
  return convert(amount, new Decimal(rate), base)
}

/** What one unit of an amount comes to where all of it is worth the other; it explains the two and is never converted with. */
export function rateBetween(amount: Money, worth: Money): string {
  const units = ({ minor, currency }: Money) => new Decimal(minor.toString()).div(10 ** digitsOf(currency))
  return plain(quotient(units(worth), units(amount), 8))
}
