import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  type Currency,
  convert,
  currency,
  Decimal,
  extend,
  formatMoney,
  isRefusal,
  parseUnitPrice,
  refuse,
  taxInGross,
  taxOnNet,
  type UnitPrice,
} from '../src/index.ts'
import { amount, anyMoney, cny, jpy, kwd, positiveQuantity, quantity } from './arbitraries.ts'

function price(text: string, of: Currency = cny): UnitPrice {
  const read = parseUnitPrice(text, of)
  if (isRefusal(read)) throw new Error(`${text} is not a price`)
  return read
}

describe('a price becomes an amount', () => {
  test.each([
    [price('10'), '100', '1000.00'],
    [price('11.2'), '50', '560.00'],
    [price('0.005'), '1', '0.01'],
    [price('0.004999'), '1', '0.00'],
    [price('3.333333'), '3', '10.00'],
    [price('0.000001'), '0.000001', '0.00'],
    [price('99.5', jpy), '1', '100'],
    [price('0.0005', kwd), '1', '0.001'],
    [price('10'), '-3', '-30.00'],
    [price('0.005'), '-1', '-0.01'],
    [price('999999999999.999999'), '999999999999.999999', '999999999999999998000000.00'],
  ])('%o × %s = %s', (per, count, total) => {
    expect(formatMoney(extend(per, quantity(count)))).toBe(total)
  })

  test('is within half a minor unit of the exact product', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), positiveQuantity, (millionths, count) => {
        const perUnit = new Decimal(millionths.toString()).div(1_000_000)
        const exact = perUnit.times(count).times(100)
        const minor = extend({ perUnit, currency: cny }, count).minor
        expect(exact.minus(minor.toString()).abs().lte('0.5')).toBe(true)
      }),
    )
  })

  test('has at most six decimals and is not negative', () => {
    expect(parseUnitPrice('1.1234567', cny)).toEqual(refuse('DecimalInvalid', { text: '1.1234567', scale: 6 }))
    expect(isRefusal(parseUnitPrice('-1', cny))).toBe(true)
    expect(isRefusal(parseUnitPrice('1000000000000', cny))).toBe(true)
    expect(isRefusal(parseUnitPrice('0', cny))).toBe(false)
  })
})

describe('tax', () => {
  test('gross 100.00 with 13 % in it is 88.50 net and 11.50 tax', () => {
    const { net, tax } = taxInGross(amount(10000), new Decimal('13'))
    expect([net, tax].map(formatMoney)).toEqual(['88.50', '11.50'])
  })

  test.each([
    ['100.00 at 13 %', taxOnNet(amount(10000), new Decimal('13')), '13.00'],
    ['1,030.00 at 13 %', taxOnNet(amount(103000), new Decimal('13')), '133.90'],
    ['0.04 at 13 %', taxOnNet(amount(4), new Decimal('13')), '0.01'],
    ['80.00 at 9 %', taxOnNet(amount(8000), new Decimal('9')), '7.20'],
    ['−90.00 at 13 %', taxOnNet(amount(-9000), new Decimal('13')), '-11.70'],
    ['100 JPY at 10 %', taxOnNet(amount(105, jpy), new Decimal('10')), '11'],
    ['at 0 %', taxOnNet(amount(9999), new Decimal('0')), '0.00'],
    ['at 0.5 %', taxOnNet(amount(10000), new Decimal('0.5')), '0.50'],
  ])('%s', (_, tax, text) => {
    expect(formatMoney(tax)).toBe(text)
  })

  test('net and tax always add up to the gross', () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 0, max: 100_000 }), (gross, thousandths) => {
        const { net, tax } = taxInGross(gross, new Decimal(thousandths).div(1000))
        expect(add(net, tax)).toEqual(gross)
      }),
    )
  })

  test('a negative rate throws', () => {
    expect(() => taxOnNet(amount(1), new Decimal('-1'))).toThrow(RangeError)
    expect(() => taxInGross(amount(1), new Decimal('-1'))).toThrow(RangeError)
  })
})

describe('another currency', () => {
  const usd = currency('USD')

  test.each([
    ['USD 1,000 at 7.10', convert(amount(100000, usd), new Decimal('7.10'), cny), '7100.00'],
    ['JPY 1,000 at 0.0485', convert(amount(1000, jpy), new Decimal('0.0485'), cny), '48.50'],
    ['CNY 1.00 at 20.6', convert(amount(100), new Decimal('20.6'), jpy), '21'],
    ['KWD 1.234 at 23.45', convert(amount(1234, kwd), new Decimal('23.45'), cny), '28.94'],
    ['CNY −0.01 at 0.5', convert(amount(-1), new Decimal('0.5'), usd), '-0.01'],
  ])('%s', (_, converted, text) => {
    expect(formatMoney(converted)).toBe(text)
  })

  test('at a rate of one keeps the amount; a rate that is not positive throws', () => {
    fc.assert(
      fc.property(anyMoney, (value) => {
        expect(convert(value, new Decimal(1), value.currency)).toEqual(value)
      }),
    )
    expect(() => convert(amount(1), new Decimal(0), usd)).toThrow(RangeError)
  })
})
