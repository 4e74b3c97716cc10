import { Decimal } from './decimal.ts'

/** A decimal as a fraction of two whole numbers, so that a product of many digits is rounded once and not at every step. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint }

/** The decimal as an exact fraction over a power of ten. */
export function ratioOf(decimal: Decimal): Ratio {
  const places = decimal.decimalPlaces()
  return { numerator: BigInt(decimal.toFixed(places).replace('.', '')), denominator: 10n ** BigInt(places) }
}

/** numerator ÷ denominator to a whole number, half up with ties away from zero, so that a red-letter amount mirrors the black one. Throws RangeError on a zero denominator. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('Nothing can be divided by zero.')
  const negative = numerator < 0n !== denominator < 0n
  const dividend = numerator < 0n ? -numerator : numerator
  const divisor = denominator < 0n ? -denominator : denominator
  const rounded = (2n * dividend + divisor) / (2n * divisor)
  return negative ? -rounded : rounded
}

/** dividend ÷ divisor with so many decimals, half up, rounded once whatever the digits. Throws RangeError on a zero divisor. */
export function quotient(dividend: Decimal, divisor: Decimal, scale: number): Decimal {
  const above = ratioOf(dividend)
  const below = ratioOf(divisor)
  const rounded = divideHalfUp(
    above.numerator * below.denominator * 10n ** BigInt(scale),
    above.denominator * below.numerator,
  )
  return new Decimal(rounded.toString()).div(new Decimal(10).pow(scale))
}
