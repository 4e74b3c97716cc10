import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BusinessDate,
  currency,
  daysAfter,
  type ExpectedAmount,
  expectedWeeks,
  money,
  weekAfter,
  whenExpected,
} from '../src/index.ts'

const after = '2026-10-20' as BusinessDate
const [cny, usd] = [currency('CNY'), currency('USD')]
const kinds = ['ORDERED', 'MOVED'] as const
type Kind = (typeof kinds)[number]

const amounts: fc.Arbitrary<ExpectedAmount<Kind>> = fc.record({
  kind: fc.constantFrom(...kinds),
  partyId: fc.constant('one'),
  documentNumber: fc.string(),
  dueOn: fc.integer({ min: -40, max: 90 }).map((days) => daysAfter(after, days)),
  amount: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
  currency: fc.constantFrom(cny, usd),
})

const sumOf = (items: readonly { readonly amount: bigint }[]) => items.reduce((sum, { amount }) => sum + amount, 0n)

test.each([
  ['2026-09-01', 0],
  ['2026-10-21', 0],
  ['2026-10-27', 0],
  ['2026-10-28', 1],
  ['2026-11-04', 2],
])('%s is in week %i after 20 October', (on, week) => {
  expect(weekAfter(after, on as BusinessDate)).toBe(week)
})

test('what is due by the last day is in one week and one part, in its own currency; what is due later in none', () => {
  fc.assert(
    fc.property(fc.array(amounts, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (items, weeks) => {
      const told = expectedWeeks(items, { after, weeks, kinds, currency: cny })
      expect(told).toHaveLength(weeks)
      const due = items.filter(({ dueOn }) => dueOn <= daysAfter(after, 7 * weeks))
      for (const of of [cny, usd]) {
        const own = sumOf(due.filter((one) => one.currency === of))
        const totals = told.flatMap((week) => week.totals.filter((one) => one.currency === of))
        expect(totals.reduce((sum, { minor }) => sum + minor, 0n)).toBe(own)
        expect(sumOf(told.flatMap(({ parts }) => parts.filter((part) => part.currency === of)))).toBe(own)
      }
      expect(told.flatMap(({ parts }) => parts).reduce((sum, { count }) => sum + count, 0)).toBe(due.length)
      for (const { totals, parts } of told) {
        expect(totals[0].currency).toBe(cny)
        for (const { documents, count, amount } of parts) {
          expect(documents).toHaveLength(Math.min(count, 20))
          if (count <= 20) expect(sumOf(documents)).toBe(amount)
        }
      }
    }),
  )
})

test('the parts an amount is expected in add up to it, and what is taken back is one part at once', () => {
  const parts = fc.array(
    fc.record({
      share: fc.integer({ min: 1, max: 10_000 }),
      months: fc.integer({ min: 0, max: 36 }),
      dayOfMonth: fc.option(fc.integer({ min: 1, max: 31 })),
      days: fc.integer({ min: 0, max: 365 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  fc.assert(
    fc.property(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.option(parts), (minor, instalments) => {
      const due = whenExpected(money(minor, cny), after, { paymentDays: 30, instalments })
      expect(due.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(minor)
      expect(due.every(({ dueOn }) => dueOn >= after)).toBe(true)
      if (minor < 0n) expect(due).toEqual([{ dueOn: after, amount: money(minor, cny) }])
      else if (minor > 0n && instalments === null) expect(due).toMatchObject([{ dueOn: '2026-11-19' }])
    }),
  )
})
