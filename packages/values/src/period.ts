import type { Branded } from './branded.ts'
import { type BusinessDate, daysInMonth } from './business-date.ts'
import { type Refusal, refuse } from './refusal.ts'

/** An accounting period 会计期间: a calendar month, `2026-10`. The order of the texts is the order of the months. */
export type Period = Branded<string, 'Period'>

export type PeriodInvalid = Refusal<'PeriodInvalid', { text: string }>

/** Reads a month from 1900-01 to 9999-12. */
export function parsePeriod(text: string): Period | PeriodInvalid {
  return /^(19\d\d|[2-9]\d\d\d)-(0[1-9]|1[0-2])$/.test(text) ? (text as Period) : refuse('PeriodInvalid', { text })
}

export function periodOf(date: BusinessDate): Period {
  return date.slice(0, 7) as Period
}

/** The month after. Throws RangeError after 9999-12. */
export function nextPeriod(period: Period): Period {
  return monthsAfter(period, 1)
}

/** The month before. Throws RangeError before 1900-01. */
export function previousPeriod(period: Period): Period {
  return monthsAfter(period, -1)
}

export function firstDayOf(period: Period): BusinessDate {
  return `${period}-01` as BusinessDate
}

export function lastDayOf(period: Period): BusinessDate {
  return `${period}-${daysInMonth(Number(period.slice(0, 4)), Number(period.slice(5)))}` as BusinessDate
}

function monthsAfter(period: Period, count: number): Period {
  const months = Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1 + count
  const moved = parsePeriod(`${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`)
  if (typeof moved !== 'string') throw new RangeError(`There is no period ${count} after ${period}.`)
  return moved
}
