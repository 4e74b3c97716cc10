import type { Branded } from './branded.ts'
import { Decimal, readPlainNumber } from './decimal.ts'
import { type Refusal, refuse } from './refusal.ts'

/** How much of an item: at most six decimals, below 10^12 either sign. */
export type Quantity = Branded<Decimal, 'Quantity'>

export type QuantityProblem = 'NOT_A_NUMBER' | 'TOO_MANY_DECIMALS' | 'TOO_LARGE'
export type QuantityInvalid<Problem extends string = QuantityProblem> = Refusal<
  'QuantityInvalid',
  { text: string; problem: Problem }
>

export const quantityDecimals = 6
const limit = new Decimal('1e12')

/** Reads `-12.5`. Refuses more than six decimals (trailing zeros do not count) rather than rounding them. */
export function parseQuantity(text: string): Quantity | QuantityInvalid {
  const decimal = readPlainNumber(text)
  if (!decimal) return refuse('QuantityInvalid', { text, problem: 'NOT_A_NUMBER' })
  if (decimal.decimalPlaces() > quantityDecimals)
    return refuse('QuantityInvalid', { text, problem: 'TOO_MANY_DECIMALS' })
  if (decimal.abs().gte(limit)) return refuse('QuantityInvalid', { text, problem: 'TOO_LARGE' })
  return decimal as Quantity
}

/** As `parseQuantity`, and refuses zero and less. */
export function parsePositiveQuantity(text: string): Quantity | QuantityInvalid<QuantityProblem | 'NOT_POSITIVE'> {
  const quantity = parseQuantity(text)
  if ('refusal' in quantity || quantity.gt(0)) return quantity
  return refuse('QuantityInvalid', { text, problem: 'NOT_POSITIVE' })
}

export const zeroQuantity: Quantity = asQuantity(new Decimal(0))

export function addQuantity(left: Quantity, right: Quantity): Quantity {
  return asQuantity(left.plus(right))
}

export function subtractQuantity(left: Quantity, right: Quantity): Quantity {
  return asQuantity(left.minus(right))
}

export function negateQuantity(quantity: Quantity): Quantity {
  return asQuantity(quantity.negated())
}

export function sumQuantities(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce(addQuantity, zeroQuantity)
}

/** Plain text without trailing zeros: `12.5`. */
export function formatQuantity(quantity: Quantity): string {
  return quantity.toFixed()
}

/** A computed decimal as a quantity. Throws RangeError when it is out of bounds: the caller adds up what was checked before. */
export function asQuantity(decimal: Decimal): Quantity {
  if (!decimal.isFinite() || decimal.decimalPlaces() > quantityDecimals || decimal.abs().gte(limit))
    throw new RangeError(`Not a quantity: ${decimal.toFixed()}`)
  return (decimal.isZero() ? new Decimal(0) : decimal) as Quantity
}
