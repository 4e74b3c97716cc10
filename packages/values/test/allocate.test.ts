import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, Decimal, formatMoney, negate, sum } from '../src/index.ts'
import { amount, anyMoney, cny, jpy } from './arbitraries.ts'

const weights = (...texts: string[]) => texts.map((text) => new Decimal(text))

const anyWeights = fc.array(
  fc.bigInt({ min: 0n, max: 10n ** 15n }).map((millionths) => new Decimal(millionths.toString()).div(1_000_000)),
  { minLength: 1, maxLength: 25 },
)

describe('splitting a total', () => {
  test('10.00 in three equal parts gives the extra cent to the first', () => {
    expect(allocate(amount(1000), weights('1', '1', '1')).map(formatMoney)).toEqual(['3.34', '3.33', '3.33'])
  })

  test('the largest remainder gets the unit left over, wherever it stands', () => {
    expect(allocate(amount(100), weights('1', '1.5', '3')).map(formatMoney)).toEqual(['0.18', '0.27', '0.55'])
    expect(allocate(amount(10, jpy), weights('3', '3', '4')).map(formatMoney)).toEqual(['3', '3', '4'])
    expect(allocate(amount(5, jpy), weights('0.1', '0.2', '0.2')).map(formatMoney)).toEqual(['1', '2', '2'])
  })

  test('a line without weight gets nothing, and nothing to split is zero everywhere', () => {
    expect(allocate(amount(1000), weights('0', '7')).map(formatMoney)).toEqual(['0.00', '10.00'])
    expect(allocate(amount(0), weights('0', '0')).map(formatMoney)).toEqual(['0.00', '0.00'])
    expect(allocate(amount(0), [])).toEqual([])
  })

  test('what cannot be split throws', () => {
    expect(() => allocate(amount(1), weights('0', '0'))).toThrow(RangeError)
    expect(() => allocate(amount(1), [])).toThrow(RangeError)
    expect(() => allocate(amount(1), weights('2', '-1'))).toThrow(RangeError)
  })

  test('the parts always add up, each is within one unit of its share, and a red total mirrors', () => {
    fc.assert(
      fc.property(anyMoney, anyWeights, (total, split) => {
        fc.pre(split.some((weight) => weight.gt(0)))
        const parts = allocate(total, split)
        expect(sum(parts, total.currency)).toEqual(total)
        expect(allocate(negate(total), split)).toEqual(parts.map(negate))

        const whole = split.map((weight) => BigInt(weight.times(1_000_000).toFixed()))
        const all = whole.reduce((left, right) => left + right, 0n)
        parts.forEach((part, line) => {
          const error = part.minor * all - total.minor * (whole[line] ?? 0n)
          expect(error < all && error > -all).toBe(true)
        })
      }),
    )
  })

  test('a heavier line never gets less than a lighter one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), anyWeights, (total, split) => {
        fc.pre(split.some((weight) => weight.gt(0)))
        const parts = allocate(amount(total, cny), split)
        split.forEach((weight, line) => {
          split.forEach((other, next) => {
            if (weight.gt(other)) expect((parts[line]?.minor ?? 0n) >= (parts[next]?.minor ?? 0n)).toBe(true)
          })
        })
      }),
    )
  })
})
