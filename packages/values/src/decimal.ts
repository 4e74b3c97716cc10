import { Decimal as DecimalJs } from 'decimal.js'
import { type Refusal, refuse } from './refusal.ts'

/** An exact decimal: 40 significant digits in arithmetic, half up (四舍五入, ties away from zero), never shown with an exponent. */
export const Decimal: DecimalJs.Constructor = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -40,
  toExpPos: 60,
})
export type Decimal = DecimalJs

export type DecimalInvalid = Refusal<'DecimalInvalid', { text: string; scale: number }>

const plainNumber = /^-?\d{1,40}(\.\d{1,40})?$/

/** Reads a plain number such as `-12.50`: no exponent, no sign `+`, no spaces. Undefined when it is not one. */
export function readPlainNumber(text: string): Decimal | undefined {
  if (!plainNumber.test(text)) return undefined
  const decimal = new Decimal(text)
  return decimal.isZero() ? new Decimal(0) : decimal
}

/**
 * Reads a decimal with at most `scale` decimals (trailing zeros do not count), from `min` to `max`, both inclusive.
 * Refuses anything else with `DecimalInvalid`.
 */
export function parseDecimal(
  text: string,
  { scale, min, max }: { scale: number; min?: Decimal | string; max?: Decimal | string },
): Decimal | DecimalInvalid {
  const decimal = readPlainNumber(text)
  const fits =
    decimal !== undefined &&
    decimal.decimalPlaces() <= scale &&
    (min === undefined || decimal.gte(min)) &&
    (max === undefined || decimal.lte(max))
  return fits ? decimal : refuse('DecimalInvalid', { text, scale })
}

/** The number as text without an exponent; with `scale`, rounded half up to exactly that many decimals. */
export function plain(decimal: Decimal, scale?: number): string {
  return scale === undefined ? decimal.toFixed() : decimal.toFixed(scale, Decimal.ROUND_HALF_UP)
}
