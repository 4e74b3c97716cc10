import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addQuantity,
  asQuantity,
  Decimal,
  formatQuantity,
  isRefusal,
  negateQuantity,
  parseDecimal,
  parsePositiveQuantity,
  parseQuantity,
  plain,
  refuse,
  subtractQuantity,
  sumQuantities,
  toBaseQuantity,
  zeroQuantity,
} from '../src/index.ts'
import { millionths, positiveQuantity, quantity } from './arbitraries.ts'

describe('a quantity as text', () => {
  test.each([
    ['1.000001', '1.000001'],
    ['-12.50', '-12.5'],
    ['1.0000000', '1'],
    ['-0', '0'],
    ['007', '7'],
    ['0.0000010', '0.000001'],
    ['999999999999.999999', '999999999999.999999'],
  ])('%s is kept as %s', (text, shown) => {
    expect(formatQuantity(quantity(text))).toBe(shown)
  })

  test.each([
    ['0.1234567', 'TOO_MANY_DECIMALS'],
    ['1000000000000', 'TOO_LARGE'],
    ['-1000000000000', 'TOO_LARGE'],
    ['', 'NOT_A_NUMBER'],
    ['1e3', 'NOT_A_NUMBER'],
    ['１', 'NOT_A_NUMBER'],
    ['1 ', 'NOT_A_NUMBER'],
    ['--1', 'NOT_A_NUMBER'],
    ['9'.repeat(100), 'NOT_A_NUMBER'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseQuantity(text)).toEqual(refuse('QuantityInvalid', { text, problem }))
  })

  test.each(['0', '-0', '-1', '0.000000'])('%s is not positive', (text) => {
    expect(parsePositiveQuantity(text)).toEqual(refuse('QuantityInvalid', { text, problem: 'NOT_POSITIVE' }))
  })

  test('a positive one passes, and other faults keep their name', () => {
    expect(parsePositiveQuantity('0.000001')).toEqual(quantity('0.000001'))
    expect(parsePositiveQuantity('0.0000001')).toEqual(
      refuse('QuantityInvalid', { text: '0.0000001', problem: 'TOO_MANY_DECIMALS' }),
    )
  })

  test('reads back as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), (count) => {
        const value = millionths(count)
        expect(parseQuantity(formatQuantity(value))).toEqual(value)
      }),
    )
  })
})

describe('sums of quantities', () => {
  test('are exact: 0.1 + 0.2 is 0.3', () => {
    expect(formatQuantity(addQuantity(quantity('0.1'), quantity('0.2')))).toBe('0.3')
    expect(formatQuantity(sumQuantities(Array(70).fill(quantity('0.1'))))).toBe('7')
    expect(sumQuantities([])).toEqual(zeroQuantity)
  })

  test('come back to a zero that is equal to any other zero', () => {
    fc.assert(
      fc.property(positiveQuantity, (value) => {
        expect(subtractQuantity(value, value)).toEqual(zeroQuantity)
        expect(addQuantity(value, negateQuantity(value))).toEqual(zeroQuantity)
      }),
    )
    expect(negateQuantity(zeroQuantity)).toEqual(zeroQuantity)
  })

  test('out of bounds throw', () => {
    expect(() => addQuantity(quantity('999999999999.999999'), quantity('0.000001'))).toThrow(RangeError)
    expect(() => asQuantity(new Decimal('0.0000001'))).toThrow(RangeError)
    expect(() => asQuantity(new Decimal('NaN'))).toThrow(RangeError)
  })
})

describe('units', () => {
  test.each([
    ['3', 12n, 1n, '36'],
    ['0.5', 12n, 1n, '6'],
    ['3', 1n, 3n, '1'],
    ['-2', 12n, 1n, '-24'],
    ['0.000003', 1n, 3n, '0.000001'],
    ['7', 1_000_000n, 1_000_000n, '7'],
  ])('%s of a unit of %s/%s is %s', (count, numerator, denominator, base) => {
    expect(toBaseQuantity(quantity(count), { numerator, denominator })).toEqual(quantity(base))
  })

  test('what six decimals cannot say is refused, never rounded', () => {
    expect(toBaseQuantity(quantity('1'), { numerator: 1n, denominator: 3n })).toEqual(
      refuse('QuantityNotExact', { quantity: '1', numerator: '1', denominator: '3' }),
    )
  })

  test('what grows too large is refused', () => {
    expect(toBaseQuantity(quantity('999999999999'), { numerator: 12n, denominator: 1n })).toEqual(
      refuse('QuantityInvalid', { text: '999999999999', problem: 'TOO_LARGE' }),
    )
  })

  test('a factor that is not positive throws', () => {
    expect(() => toBaseQuantity(quantity('1'), { numerator: 0n, denominator: 1n })).toThrow(RangeError)
    expect(() => toBaseQuantity(quantity('1'), { numerator: 1n, denominator: -1n })).toThrow(RangeError)
  })

  test('going to base units and back by the inverse factor is exact', () => {
    fc.assert(
      fc.property(
        positiveQuantity,
        fc.bigInt({ min: 1n, max: 5000n }),
        fc.bigInt({ min: 1n, max: 5000n }),
        (count, numerator, denominator) => {
          const base = toBaseQuantity(count, { numerator, denominator })
          if (isRefusal(base)) return
          expect(toBaseQuantity(base, { numerator: denominator, denominator: numerator })).toEqual(count)
        },
      ),
    )
  })
})

describe('other decimals', () => {
  test('are bounded by scale, least and most', () => {
    expect(parseDecimal('13', { scale: 4, min: '0', max: '100' })).toEqual(new Decimal('13'))
    expect(parseDecimal('100', { scale: 4, min: '0', max: '100' })).toEqual(new Decimal('100'))
    for (const text of ['100.0001', '-0.0001', '1.00001', 'x'])
      expect(parseDecimal(text, { scale: 4, min: '0', max: '100' })).toEqual(
        refuse('DecimalInvalid', { text, scale: 4 }),
      )
  })

  test('are shown without an exponent, half up when asked to round', () => {
    expect(plain(new Decimal('1e-10'))).toBe('0.0000000001')
    expect(plain(new Decimal('1e21'))).toBe('1000000000000000000000')
    expect(plain(new Decimal('2.345'), 2)).toBe('2.35')
    expect(plain(new Decimal('-2.345'), 2)).toBe('-2.35')
    expect(plain(new Decimal('2'), 2)).toBe('2.00')
    expect(JSON.stringify(new Decimal('1e21'))).toBe('"1000000000000000000000"')
  })
})
