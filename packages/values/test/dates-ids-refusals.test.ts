import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type BusinessDate,
  daysAfter,
  firstDayOf,
  isId,
  isRefusal,
  lastDayOf,
  newId,
  nextPeriod,
  type Period,
  parseBusinessDate,
  parsePeriod,
  parseQuantity,
  periodOf,
  previousPeriod,
  type Quantity,
  type QuantityInvalid,
  type Refusal,
  refuse,
} from '../src/index.ts'

describe('a business day', () => {
  test.each(['2026-10-31', '2024-02-29', '2000-02-29', '1900-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(parseBusinessDate(text)).toBe(text)
  })

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1899-12-31',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    '2026/01/01',
    '',
  ])('%j does not', (text) => {
    expect(parseBusinessDate(text)).toEqual(refuse('BusinessDateInvalid', { text }))
  })

  test('so many days later stands in the calendar too', () => {
    const lastOfYear = '2026-12-31' as BusinessDate
    expect(daysAfter(lastOfYear, 0)).toBe('2026-12-31')
    expect(daysAfter(lastOfYear, 60)).toBe('2027-03-01')
    expect(daysAfter('2028-02-28' as BusinessDate, 1)).toBe('2028-02-29')
  })

  test('agrees with the calendar on every day of 400 years', () => {
    const noon = fc.date({
      min: new Date('1900-01-01T12:00Z'),
      max: new Date('2299-12-31T12:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(noon, (instant) => {
        const day = instant.toISOString().slice(0, 10)
        expect(parseBusinessDate(day)).toBe(day)
        const nextDay = new Date(Date.parse(`${lastDayOf(periodOf(day as BusinessDate))}T12:00Z`) + 86_400_000)
        expect(nextDay.toISOString().slice(0, 10)).toBe(firstDayOf(nextPeriod(periodOf(day as BusinessDate))))
      }),
    )
  })
})

describe('a period', () => {
  const anyPeriod = fc
    .tuple(fc.integer({ min: 1901, max: 9998 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}` as Period)

  test('goes over the turn of the year', () => {
    expect(nextPeriod('2026-12' as Period)).toBe('2027-01')
    expect(previousPeriod('2026-01' as Period)).toBe('2025-12')
    expect(() => nextPeriod('9999-12' as Period)).toThrow(RangeError)
    expect(() => previousPeriod('1900-01' as Period)).toThrow(RangeError)
  })

  test('the one before the next is itself, and texts sort as months do', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        expect(previousPeriod(nextPeriod(period))).toBe(period)
        expect(nextPeriod(period) > period).toBe(true)
        expect(periodOf(lastDayOf(period))).toBe(period)
      }),
    )
  })

  test.each(['2026-13', '2026-00', '2026-1', '2026', '2026-10-01', ''])('%j is none', (text) => {
    expect(parsePeriod(text)).toEqual(refuse('PeriodInvalid', { text }))
  })
})

describe('ids', () => {
  test('are version 7, unlike each other, and later ones sort later', () => {
    const ids = Array.from({ length: 1000 }, newId)
    expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true)
    expect(new Set(ids).size).toBe(1000)
    expect([...ids].sort()).toEqual(ids)
  })

  test('are told from other things', () => {
    expect([undefined, null, 7, '', 'SO-1', '01980000-0000-7000-8000-00000000000'].some(isId)).toBe(false)
  })
})

describe('a refusal', () => {
  test('carries its name and facts, and nothing else is one', () => {
    expect(refuse('SupplierNotFound')).toEqual({ refusal: 'SupplierNotFound' })
    expect(refuse('StaleVersion', { currentVersion: 3 })).toEqual({ refusal: 'StaleVersion', currentVersion: 3 })
    expect([null, undefined, 'refusal', {}, { refusal: 1 }, new Error('refusal')].some(isRefusal)).toBe(false)
  })

  test('narrows both ways, with the name as a literal', () => {
    const outcome = parseQuantity('1')
    if (isRefusal(outcome)) expectTypeOf(outcome).toEqualTypeOf<QuantityInvalid>()
    else expectTypeOf(outcome).toEqualTypeOf<Quantity>()
    expectTypeOf(refuse('StaleVersion', { currentVersion: 3 })).toExtend<
      Refusal<'StaleVersion', { currentVersion: number }>
    >()
  })
})
