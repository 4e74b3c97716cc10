import type { Branded } from './branded.ts'
import { type Refusal, refuse } from './refusal.ts'

/** A day in the books, `2026-10-31`: no time, no zone; the order of the texts is the order of the days. */
export type BusinessDate = Branded<string, 'BusinessDate'>

export type BusinessDateInvalid = Refusal<'BusinessDateInvalid', { text: string }>

/** Reads a day that the calendar has, from 1900 to 9999. */
export function parseBusinessDate(text: string): BusinessDate | BusinessDateInvalid {
  const [, year, month, day] = /^(19\d\d|[2-9]\d\d\d)-(\d\d)-(\d\d)$/.exec(text) ?? []
  const exists = day !== undefined && Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month))
  return exists ? (text as BusinessDate) : refuse('BusinessDateInvalid', { text })
}

/** The day so many days later. */
export function daysAfter(day: BusinessDate, days: number): BusinessDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as BusinessDate
}

/** 28 to 31; 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}
