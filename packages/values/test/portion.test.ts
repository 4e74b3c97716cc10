import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addQuantity,
  Decimal,
  formatMoney,
  isZero,
  type Money,
  money,
  negate,
  negateQuantity,
  portion,
  type Quantity,
  quotient,
  subtract,
  subtractQuantity,
  sum,
  unitCostForDisplay,
} from '../src/index.ts'
import { amount, anyMoney, cny, jpy, kwd, millionths, positiveQuantity, quantity } from './arbitraries.ts'

/** Takes parts one after the other from what remains, as issues take from a pool of stock. */
function takeFrom(pool: { value: Money; quantity: Quantity }, parts: readonly Quantity[]) {
  const taken: Money[] = []
  let { value, quantity: left } = pool
  for (const part of parts) {
    const out = portion(value, part, left)
    taken.push(out)
    value = subtract(value, out)
    left = subtractQuantity(left, part)
  }
  return { taken, value, left }
}

describe('a portion of a value', () => {
  test('3 for 10.00 go out as 3.33, 3.34, 3.33', () => {
    const { taken, value } = takeFrom({ value: amount(1000), quantity: quantity('3') }, Array(3).fill(quantity('1')))
    expect(taken.map(formatMoney)).toEqual(['3.33', '3.34', '3.33'])
    expect(isZero(value)).toBe(true)
  })

  test('2 × 4.63 + 5 × 3.04 issued 70 × 0.1 is 24.46 with 0.00 left', () => {
    const { taken, value, left } = takeFrom(
      { value: amount(926 + 1520), quantity: quantity('7') },
      Array(70).fill(quantity('0.1')),
    )
    expect(formatMoney(sum(taken, cny))).toBe('24.46')
    expect(formatMoney(value)).toBe('0.00')
    expect(left.isZero()).toBe(true)
  })

  test('three boxes of 12 for 300.00: 5 pieces take 41.67, the other 31 take 258.33', () => {
    const { taken } = takeFrom({ value: amount(30000), quantity: quantity('36') }, [quantity('5'), quantity('31')])
    expect(taken.map(formatMoney)).toEqual(['41.67', '258.33'])
  })

  test('8 of 10 worth 181.82 leave at 145.46, and 36.36 stays', () => {
    expect(formatMoney(portion(amount(18182), quantity('8'), quantity('10')))).toBe('145.46')
  })

  test('is rounded at the digits of its currency', () => {
    expect(formatMoney(portion(amount(10, jpy), quantity('1'), quantity('3')))).toBe('3')
    expect(formatMoney(portion(amount(5, jpy), quantity('1'), quantity('2')))).toBe('3')
    expect(formatMoney(portion(amount(10000, kwd), quantity('1'), quantity('3')))).toBe('3.333')
  })

  test('rounds half up, and a red-letter value mirrors the black one', () => {
    expect(portion(amount(1), quantity('1'), quantity('2'))).toEqual(amount(1))
    expect(portion(amount(-1), quantity('1'), quantity('2'))).toEqual(amount(-1))
    fc.assert(
      fc.property(anyMoney, positiveQuantity, positiveQuantity, (value, part, whole) => {
        expect(portion(negate(value), part, whole)).toEqual(negate(portion(value, part, whole)))
        expect(portion(value, negateQuantity(part), negateQuantity(whole))).toEqual(portion(value, part, whole))
      }),
    )
  })

  test('all of the quantity has all of the value, at any size', () => {
    fc.assert(
      fc.property(anyMoney, positiveQuantity, (value, all) => {
        expect(portion(value, all, all)).toEqual(value)
      }),
    )
  })

  test('whatever order of issues, the parts add up to the whole and nothing is left', () => {
    fc.assert(
      fc.property(
        anyMoney,
        fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 }),
        (value, sizes) => {
          const parts = sizes.map(millionths)
          const whole = parts.reduce(addQuantity)
          const result = takeFrom({ value, quantity: whole }, parts)
          expect(sum(result.taken, value.currency)).toEqual(value)
          expect(isZero(result.value)).toBe(true)
          expect(result.left.isZero()).toBe(true)
        },
      ),
    )
  })

  test('is within half a minor unit of the exact share', () => {
    fc.assert(
      fc.property(
        anyMoney,
        fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }),
        fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }),
        (value, part, whole) => {
          const { minor } = portion(value, millionths(part), millionths(whole))
          const twiceTheError = 2n * (minor * whole - value.minor * part)
          expect(twiceTheError <= whole && twiceTheError >= -whole).toBe(true)
        },
      ),
    )
  })

  test('of nothing is an error of the program, not a number', () => {
    expect(() => portion(amount(1), quantity('1'), quantity('0'))).toThrow(RangeError)
  })
})

describe('the unit cost people see', () => {
  test.each([
    [amount(156000), '150', '10.400000'],
    [amount(85100), '80', '10.637500'],
    [amount(87200), '75', '11.626667'],
    [amount(1000, jpy), '3', '333.333333'],
    [money(1000n, kwd), '3', '0.333333'],
    [amount(-156000), '150', '-10.400000'],
    [amount(0), '5', '0.000000'],
    [amount(0), '0', '0.000000'],
  ])('%o for %s is %s', (value, count, shown) => {
    expect(unitCostForDisplay(value, quantity(count))).toBe(shown)
  })
})

test('a quotient is rounded once, half up away from zero, whatever the digits', () => {
  const of = (dividend: string, divisor: string, scale: number) =>
    quotient(new Decimal(dividend), new Decimal(divisor), scale).toFixed()
  expect(of('1', '3', 4)).toBe('0.3333')
  expect(of('-0.00005', '1', 4)).toBe('-0.0001')
  expect(of('123456789012345678901234567890', '0.000001', 2)).toBe('123456789012345678901234567890000000')
  // Rounded to forty digits first, it would seem to be a half.
  expect(of('0.00004999999999999999999999999999999999999999999999999', '1', 4)).toBe('0')
  expect(() => of('1', '0', 2)).toThrow(RangeError)
})
