import { isRefusal, newId, type Period, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import {
  beginClosing,
  closeThrough,
  type FiscalPeriod,
  openPeriods,
  openThrough,
  reopen,
} from '../src/domain/fiscal-period.ts'

const company = newId()
const year = openPeriods(company, '2026-07' as Period)

function at(period: string, books: readonly FiscalPeriod[] = year): FiscalPeriod {
  const found = books.find((one) => one.period === period)
  if (!found) throw new Error(period)
  return found
}

/** The books with every period up to this one closed. */
function closedThrough(period: string): FiscalPeriod[] {
  return year.map((one) => (one.period <= period ? { ...one, status: 'CLOSED' } : one))
}

test('books open with twelve consecutive months', () => {
  expect(year.map(({ period }) => period)).toEqual([
    ...['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12'],
    ...['2027-01', '2027-02', '2027-03', '2027-04', '2027-05', '2027-06'],
  ])
  expect(new Set(year.map(({ status, version }) => `${status} ${version}`))).toEqual(new Set(['OPEN 1']))
})

test('months close in order', () => {
  expect(closeThrough(at('2026-09'), year, false)).toEqual(refuse('EarlierPeriodOpen', { period: '2026-07' }))
  expect(closeThrough(at('2026-07'), year, false)).toEqual([{ ...at('2026-07'), status: 'CLOSED' }])
  expect(closeThrough(at('2026-09'), closedThrough('2026-08'), false)).toEqual([{ ...at('2026-09'), status: 'CLOSED' }])
})

test('the earlier ones can close along with a month', () => {
  const closed = closeThrough(at('2026-09'), closedThrough('2026-07'), true)
  expect(closed).toEqual([
    { ...at('2026-08'), status: 'CLOSED' },
    { ...at('2026-09'), status: 'CLOSED' },
  ])
})

test('what is closed does not close again, nor begin to', () => {
  const books = closedThrough('2026-07')
  const refusal = refuse('PeriodNotOpen', { period: '2026-07', status: 'CLOSED' })
  expect(closeThrough(at('2026-07', books), books, true)).toEqual(refusal)
  expect(beginClosing(at('2026-07', books))).toEqual(refusal)
})

test('a close is announced once, and follows or is taken back', () => {
  const closing = beginClosing(at('2026-07'))
  if (isRefusal(closing)) throw new Error(closing.refusal)
  expect(closing.status).toBe('CLOSING')
  expect(beginClosing(closing)).toEqual(refuse('PeriodNotOpen', { period: '2026-07', status: 'CLOSING' }))
  expect(closeThrough(closing, year, false)).toEqual([{ ...closing, status: 'CLOSED' }])
  expect(reopen(closing, year, 'too early')).toEqual({ ...closing, status: 'OPEN' })
})

test('only the latest closed month reopens, and with a reason', () => {
  const books = closedThrough('2026-09')
  expect(reopen(at('2026-08', books), books, 'late invoice')).toEqual(
    refuse('LaterPeriodClosed', { period: '2026-09' }),
  )
  expect(reopen(at('2026-09', books), books, '  ')).toEqual(refuse('ReasonMissing'))
  expect(reopen(at('2026-09', books), books, 'late invoice')).toEqual({ ...at('2026-09'), status: 'OPEN' })
  expect(reopen(at('2026-10', books), books, 'late invoice')).toEqual(
    refuse('PeriodNotClosed', { period: '2026-10', status: 'OPEN' }),
  )
})

test('further months follow the last one, at most ten years at once', () => {
  const more = openThrough(year, '2027-08' as Period)
  if (isRefusal(more)) throw new Error(more.refusal)
  expect(more.all.map(({ period, companyId }) => [period, companyId])).toEqual([
    ['2027-07', company],
    ['2027-08', company],
  ])
  expect(more.last.period).toBe('2027-08')
  for (const through of ['2027-06', '2026-01', '2037-07'] as Period[])
    expect(openThrough(year, through)).toEqual(refuse('PeriodsNotAhead', { through, lastPeriod: '2027-06' }))
  expect(openThrough(year, '2037-06' as Period)).toMatchObject({ last: { period: '2037-06' } })
  expect(openThrough([], '2027-08' as Period)).toEqual(
    refuse('PeriodsNotAhead', { through: '2027-08' as Period, lastPeriod: null }),
  )
})
