import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  compare,
  currency,
  digitsOf,
  formatMoney,
  isCurrency,
  isNegative,
  isWithinLimit,
  isZero,
  money,
  negate,
  parseMoney,
  refuse,
  subtract,
  sum,
  zero,
} from '../src/index.ts'
import { amount, anyMoney, cny, jpy, kwd } from './arbitraries.ts'

describe('an amount as text', () => {
  test.each([
    ['12.34', cny, 1234n],
    ['12.3', cny, 1230n],
    ['-0.05', cny, -5n],
    ['12.3400', cny, 1234n],
    ['1234', jpy, 1234n],
    ['1234.0', jpy, 1234n],
    ['1.234', kwd, 1234n],
    ['-0', cny, 0n],
    ['9999999999999999.99', cny, 999999999999999999n],
  ])('%s %s is %s minor units', (text, of, minor) => {
    expect(parseMoney(text, of)).toEqual(money(minor, of))
  })

  test.each([
    ['12.345', cny, 'TOO_MANY_DECIMALS'],
    ['0.1', jpy, 'TOO_MANY_DECIMALS'],
    ['0.0001', kwd, 'TOO_MANY_DECIMALS'],
    ['10000000000000000.00', cny, 'TOO_LARGE'],
    ['', cny, 'NOT_A_NUMBER'],
    ['1e3', cny, 'NOT_A_NUMBER'],
    ['+1', cny, 'NOT_A_NUMBER'],
    [' 1', cny, 'NOT_A_NUMBER'],
    ['1,000.00', cny, 'NOT_A_NUMBER'],
    ['.5', cny, 'NOT_A_NUMBER'],
    ['5.', cny, 'NOT_A_NUMBER'],
    ['NaN', cny, 'NOT_A_NUMBER'],
    ['Infinity', cny, 'NOT_A_NUMBER'],
    ['0x10', cny, 'NOT_A_NUMBER'],
    ['１２', cny, 'NOT_A_NUMBER'],
  ])('%j %s is refused: %s', (text, of, problem) => {
    expect(parseMoney(text, of)).toEqual(refuse('MoneyInvalid', { text, currency: of, problem }))
  })

  test('is shown with exactly the decimals of its currency', () => {
    expect(formatMoney(amount(5))).toBe('0.05')
    expect(formatMoney(amount(-5))).toBe('-0.05')
    expect(formatMoney(amount(-123456))).toBe('-1234.56')
    expect(formatMoney(amount(0, jpy))).toBe('0')
    expect(formatMoney(amount(-7, jpy))).toBe('-7')
    expect(formatMoney(amount(7, kwd))).toBe('0.007')
  })

  test('reads back as itself', () => {
    fc.assert(
      fc.property(anyMoney, (value) => {
        expect(parseMoney(formatMoney(value), value.currency)).toEqual(value)
      }),
    )
  })
})

describe('sums', () => {
  test('subtracting undoes adding, at any size', () => {
    fc.assert(
      fc.property(anyMoney, fc.bigInt(), (left, minor) => {
        const right = money(minor, left.currency)
        expect(subtract(add(left, right), right)).toEqual(left)
        expect(add(left, negate(left))).toEqual(zero(left.currency))
        expect(compare(left, right)).toBe(-compare(right, left) + 0)
        expect(isNegative(left)).toBe(compare(left, zero(left.currency)) === -1)
      }),
    )
  })

  test('a list adds up in any order; an empty one is zero', () => {
    expect(sum([], cny)).toEqual(zero(cny))
    expect(isZero(sum([amount(1), amount(-1)], cny))).toBe(true)
    expect(sum([amount(1), amount(2), amount(-5)], cny)).toEqual(amount(-2))
  })

  test('two currencies never add up, not even in an empty-looking list', () => {
    expect(() => add(amount(1), amount(1, jpy))).toThrow('CNY and JPY')
    expect(() => subtract(amount(1), amount(1, jpy))).toThrow('CNY and JPY')
    expect(() => compare(amount(1), amount(1, jpy))).toThrow('CNY and JPY')
    expect(() => sum([amount(1, jpy)], cny)).toThrow('CNY and JPY')
  })

  test('the limit is that of a 64-bit column with room to add', () => {
    expect(isWithinLimit(money(10n ** 18n - 1n, cny))).toBe(true)
    expect(isWithinLimit(money(10n ** 18n, cny))).toBe(false)
    expect(isWithinLimit(money(-(10n ** 18n), cny))).toBe(false)
  })
})

describe('currencies', () => {
  test('have the decimals of ISO 4217', () => {
    expect(['CNY', 'USD', 'EUR', 'JPY', 'KRW', 'VND', 'KWD', 'BHD'].map((code) => digitsOf(currency(code)))).toEqual([
      2, 2, 2, 0, 0, 0, 3, 3,
    ])
  })

  test('that do not exist are not guessed', () => {
    expect(isCurrency('XYZ')).toBe(false)
    expect(isCurrency('cny')).toBe(false)
    expect(isCurrency(156)).toBe(false)
    expect(isCurrency('constructor')).toBe(false)
    expect(() => currency('XYZ')).toThrow('XYZ')
  })
})
