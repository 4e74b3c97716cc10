import { type Currency, digitsOf } from './currency.ts'
import { readPlainNumber } from './decimal.ts'
import { type Refusal, refuse } from './refusal.ts'

/** An amount in whole minor units (cents, 分) of its currency; every total, tax and posting is one. */
export type Money = { readonly minor: bigint; readonly currency: Currency }

export type MoneyInvalid = Refusal<
  'MoneyInvalid',
  { text: string; currency: Currency; problem: 'NOT_A_NUMBER' | 'TOO_MANY_DECIMALS' | 'TOO_LARGE' }
>

/** Amounts are below this many minor units, either sign, so that they and their sums fit a 64-bit column. */
export const minorUnitsLimit = 10n ** 18n

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency }
}

export function zero(currency: Currency): Money {
  return { minor: 0n, currency }
}

/** Reads `-12.34` in the currency's own decimals (trailing zeros do not count). Refuses more decimals rather than rounding them. */
export function parseMoney(text: string, currency: Currency): Money | MoneyInvalid {
  const decimal = readPlainNumber(text)
  if (!decimal) return refuse('MoneyInvalid', { text, currency, problem: 'NOT_A_NUMBER' })
  const digits = digitsOf(currency)
  if (decimal.decimalPlaces() > digits) return refuse('MoneyInvalid', { text, currency, problem: 'TOO_MANY_DECIMALS' })
  const read = { minor: BigInt(decimal.toFixed(digits).replace('.', '')), currency }
  return isWithinLimit(read) ? read : refuse('MoneyInvalid', { text, currency, problem: 'TOO_LARGE' })
}

/** The amount with exactly the currency's decimals: `12.34` CNY, `1234` JPY, `1.234` KWD. */
export function formatMoney({ minor, currency }: Money): string {
  const digits = digitsOf(currency)
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  const sign = minor < 0n ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** True when the amount can be stored; ask before keeping a product of two numbers that a person typed. */
export function isWithinLimit({ minor }: Money): boolean {
  return -minorUnitsLimit < minor && minor < minorUnitsLimit
}

export function add(left: Money, right: Money): Money {
  return { minor: left.minor + right.minor, currency: sameCurrency(left, right) }
}

export function subtract(left: Money, right: Money): Money {
  return { minor: left.minor - right.minor, currency: sameCurrency(left, right) }
}

export function negate({ minor, currency }: Money): Money {
  return { minor: -minor, currency }
}

export function isZero({ minor }: Money): boolean {
  return minor === 0n
}

export function isNegative({ minor }: Money): boolean {
  return minor < 0n
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. Throws on two currencies. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  sameCurrency(left, right)
  return left.minor < right.minor ? -1 : left.minor > right.minor ? 1 : 0
}

/** The exact sum; the currency is asked for because a list may be empty. Throws on another currency in the list. */
export function sum(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(add, zero(currency))
}

function sameCurrency(left: Money, right: Money): Currency {
  if (left.currency !== right.currency)
    throw new TypeError(`${left.currency} and ${right.currency} do not add up without a rate.`)
  return left.currency
}
