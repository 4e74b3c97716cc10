import { digitsOf } from './currency.ts'
import type { Money } from './money.ts'
import type { Quantity } from './quantity.ts'
import { divideHalfUp, ratioOf } from './ratio.ts'

/**
 * The value of `part` out of `whole`: half up of value × part ÷ whole, rounded once. All of it has all the value, so taking
 * from what remains each time leaves nothing over (3 for 10.00 → 3.33, 3.34, 3.33). Throws RangeError when `whole` is zero.
 */
export function portion(value: Money, part: Quantity, whole: Quantity): Money {
  const taken = ratioOf(part)
  const all = ratioOf(whole)
  return {
    minor: divideHalfUp(value.minor * taken.numerator * all.denominator, taken.denominator * all.numerator),
    currency: value.currency,
  }
}

/** The same where part and whole are amounts of one currency: what a share of a claim is carried at. */
export function portionOfAmount(value: Money, part: Money, whole: Money): Money {
  return { minor: divideHalfUp(value.minor * part.minor, whole.minor), currency: value.currency }
}

/** Value per unit with six decimals, for people to read; it is never multiplied back. Zero quantity shows as zero. */
export function unitCostForDisplay(value: Money, quantity: Quantity): string {
  if (quantity.isZero()) return '0.000000'
  const { numerator, denominator } = ratioOf(quantity)
  const millionths = divideHalfUp(
    value.minor * denominator * 1_000_000n,
    numerator * 10n ** BigInt(digitsOf(value.currency)),
  )
  const digits = (millionths < 0n ? -millionths : millionths).toString().padStart(7, '0')
  return `${millionths < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
}
