import fc from 'fast-check'
import { type Currency, currency, type Money, money, parseQuantity, type Quantity } from '../src/index.ts'

export const cny: Currency = currency('CNY')
export const jpy: Currency = currency('JPY')
export const kwd: Currency = currency('KWD')

/** Amounts of every size that a column holds, either sign, in currencies with 0, 2 and 3 decimals. */
export const anyMoney = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.constantFrom(cny, jpy, kwd))
  .map(([minor, of]) => money(minor, of))

/** Quantities above zero from one millionth up, biased to small ones where rounding bites. */
export const positiveQuantity: fc.Arbitrary<Quantity> = fc
  .oneof(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), fc.bigInt({ min: 1n, max: 30_000_000n }))
  .map(millionths)

/** Reads a literal that the test's author knows to be right. */
export function quantity(text: string): Quantity {
  const read = parseQuantity(text)
  if ('refusal' in read) throw new Error(`${text} is not a quantity`)
  return read
}

export function millionths(count: bigint): Quantity {
  const digits = (count < 0n ? -count : count).toString().padStart(7, '0')
  return quantity(`${count < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`)
}

export function amount(minor: number, of: Currency = cny): Money {
  return money(BigInt(minor), of)
}
