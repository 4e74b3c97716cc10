import { type Currency, digitsOf } from './currency.ts'
import { type Decimal, type DecimalInvalid, parseDecimal } from './decimal.ts'
import type { Money } from './money.ts'
import type { Quantity } from './quantity.ts'
import { divideHalfUp, ratioOf } from './ratio.ts'

/** What one of a unit costs: exact, six decimals, zero or more and below 10^12. */
export type UnitPrice = { readonly perUnit: Decimal; readonly currency: Currency }

export const unitPriceDecimals = 6

/** Reads a price of zero or more with at most six decimals, below 10^12. */
export function parseUnitPrice(text: string, currency: Currency): UnitPrice | DecimalInvalid {
  const perUnit = parseDecimal(text, { scale: unitPriceDecimals, min: '0', max: '999999999999.999999' })
  return 'refusal' in perUnit ? perUnit : { perUnit, currency }
}

/** The one place where a price becomes an amount: half up (四舍五入), once, at the currency's digits. */
export function extend({ perUnit, currency }: UnitPrice, quantity: Quantity): Money {
  const price = ratioOf(perUnit)
  const count = ratioOf(quantity)
  return {
    minor: divideHalfUp(
      price.numerator * count.numerator * 10n ** BigInt(digitsOf(currency)),
      price.denominator * count.denominator,
    ),
    currency,
  }
}
