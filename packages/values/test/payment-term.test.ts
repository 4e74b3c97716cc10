import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BusinessDate,
  currency,
  Decimal,
  dueDayOf,
  formatMoney,
  money,
  readEarlyPayment,
  readInstalments,
  readWrittenInstalments,
  scheduleOf,
  type TermInstalment,
  writeInstalments,
} from '../src/index.ts'

const part = (facts: Partial<TermInstalment>): TermInstalment => ({
  ...{ share: 1, months: 0, dayOfMonth: null, days: 0 },
  ...facts,
})
const day = (text: string) => text as BusinessDate
const cny = currency('CNY')
const shown = (instalments: readonly TermInstalment[], minor: bigint, of = cny, on = '2026-01-31') =>
  scheduleOf({ instalments, earlyPayment: null }, day(on), money(minor, of)).map(
    ({ dueOn, amount }) => `${dueOn} ${formatMoney(amount)}`,
  )

describe('when an instalment is due', () => {
  test.each([
    ['so many days later', { days: 30 }, '2026-01-31', '2026-03-02'],
    ['so many months later, on the last day where there is no such day', { months: 1 }, '2026-01-31', '2026-02-28'],
    ['at the end of the month', { dayOfMonth: 31 }, '2026-02-10', '2026-02-28'],
    ['some days after the end of the month 月结30天', { dayOfMonth: 31, days: 30 }, '2026-01-15', '2026-03-02'],
    ['on a day of the month after', { months: 1, dayOfMonth: 25 }, '2026-12-31', '2027-01-25'],
    ['on the day itself', { dayOfMonth: 10 }, '2026-03-10', '2026-03-10'],
    ['a month later once the day has passed', { dayOfMonth: 10 }, '2026-03-11', '2026-04-10'],
  ])('%s', (_, facts, invoicedOn, dueOn) => {
    expect(dueDayOf(part(facts), day(invoicedOn))).toBe(dueOn)
  })
})

describe('what is due', () => {
  test('are shares of the whole; the last takes what the others leave', () => {
    const thirds = [part({}), part({ months: 1 }), part({ months: 2 })]
    expect(shown(thirds, 10_000n)).toEqual(['2026-01-31 33.33', '2026-02-28 33.33', '2026-03-31 33.34'])
    const most = [part({ share: 3 }), part({ share: 7, days: 60 })]
    expect(shown(most, 122_040n)).toEqual(['2026-01-31 366.12', '2026-04-01 854.28'])
    expect(shown(thirds, 100n, currency('JPY'))).toEqual(['2026-01-31 33', '2026-02-28 33', '2026-03-31 34'])
  })

  test('is told by the day, and never of nothing', () => {
    expect(shown([part({ days: 10 }), part({})], 1n)).toEqual(['2026-01-31 0.01'])
    expect(shown([part({ days: 10 }), part({})], 200n)).toEqual(['2026-01-31 1.00', '2026-02-10 1.00'])
    expect(shown([part({})], 0n)).toEqual([])
  })

  test('adds up to the whole, and nobody owes less than nothing', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 24 })
    fc.assert(
      fc.property(shares, fc.bigInt({ min: 0n, max: 10n ** 15n }), (weights, minor) => {
        const earlyPayment = minor % 2n === 0n ? null : { percent: new Decimal('2'), days: 10 }
        const instalments = weights.map((share) => part({ share }))
        const schedule = scheduleOf({ instalments, earlyPayment }, day('2026-01-31'), money(minor, cny))
        expect(schedule.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(minor)
        expect(schedule.every(({ amount }) => amount.minor > 0n)).toBe(true)
        expect(readWrittenInstalments(writeInstalments(schedule), cny)).toEqual(schedule)
      }),
    )
  })
})

describe('what paying early takes off', () => {
  const off = (instalments: readonly TermInstalment[], minor: bigint, percent = '2', days = 10) =>
    scheduleOf(
      { instalments, earlyPayment: { percent: new Decimal(percent), days } },
      day('2026-01-31'),
      money(minor, cny),
    ).map(({ discount }) => discount && `${formatMoney(discount.amount)} ${discount.through}`)

  test('is figured once on the gross, half up, and to be had for so many days 2/10, n/30', () => {
    expect(off([part({ days: 30 })], 122_040n)).toEqual(['24.41 2026-02-10'])
    expect(off([part({ days: 30 })], 25n)).toEqual(['0.01 2026-02-10'])
    expect(off([part({ days: 30 })], 24n)).toEqual([undefined])
    expect(off([], 0n)).toEqual([])
  })

  test('is shared among the instalments, each until it is due at the latest', () => {
    const thirds = [part({ days: 5 }), part({ days: 10 }), part({ days: 30 })]
    expect(off(thirds, 10_000n, '1')).toEqual(['0.33 2026-02-05', '0.33 2026-02-10', '0.34 2026-02-10'])
  })

  test.each([
    ['percent', { percent: '0', days: 10 }, 'NOT_FROM_0.01_TO_99.99_WITH_TWO_DECIMALS'],
    ['percent', { percent: '100', days: 10 }, 'NOT_FROM_0.01_TO_99.99_WITH_TWO_DECIMALS'],
    ['days', { percent: '2', days: 366 }, 'NOT_FROM_0_TO_365'],
  ])('has bounds: %s of %o', (field, asked, problem) => {
    expect(readEarlyPayment(asked)).toEqual({ refusal: 'EarlyPaymentInvalid', field: `earlyPayment.${field}`, problem })
  })
})

describe('instalments people may agree on', () => {
  test('are 1 to 24, within bounds', () => {
    expect(readInstalments([part({ days: 30 })])).toEqual([part({ days: 30 })])
    expect(readInstalments(Array.from({ length: 24 }, () => part({})))).toHaveLength(24)
  })

  test.each([
    ['instalments', 'NOT_1_TO_24', []],
    ['instalments', 'NOT_1_TO_24', Array.from({ length: 25 }, () => part({}))],
    ['instalments.0.share', 'NOT_FROM_1_TO_10000', [part({ share: 0 })]],
    ['instalments.1.months', 'NOT_FROM_0_TO_36', [part({}), part({ months: 37 })]],
    ['instalments.0.dayOfMonth', 'NOT_FROM_1_TO_31', [part({ dayOfMonth: 32 })]],
    ['instalments.0.days', 'NOT_FROM_0_TO_365', [part({ days: -1 })]],
    ['instalments.0.days', 'NOT_FROM_0_TO_365', [part({ days: 1.5 })]],
  ])('not %s %s', (field, problem, instalments) => {
    expect(readInstalments(instalments)).toEqual({ refusal: 'InstalmentsInvalid', field, problem })
  })

  test('cannot be read where the currency has no such amount', () => {
    expect(() => readWrittenInstalments([{ dueOn: '2026-01-31', amount: '0.001' }], cny)).toThrow('cannot be read')
  })
})
