import { type BusinessDate, lastDayOf, type Period, type Refusal, refuse } from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { VoucherEntry } from './voucher-entry.ts'

/** When a saved voucher is due by itself 周期凭证. */
export type Recurrence = {
  readonly firstPeriod: Period
  /** Null while it goes on. */
  readonly lastPeriod: Period | null
  /** Every one to twelve months from the first on. */
  readonly everyMonths: number
  /** 1 to 31; in a shorter month its last day. */
  readonly dayOfMonth: number
}

/** A voucher kept for use again 常用凭证. */
export type SavedVoucher = {
  readonly id: string
  readonly companyId: string
  /** What people call it; 1 to 40 characters, unique in the company. */
  readonly code: string
  readonly name: LocalizedText
  readonly entry: Pick<VoucherEntry, 'word' | 'paperCount' | 'lines'>
  readonly recurrence: Recurrence | null
  readonly active: boolean
  readonly version: number
}

export type SavedVoucherInvalid = Refusal<'InvalidInput', { field: string; problem: string }>

/** What is wrong with its own fields, if anything is; its entry is checked as every entry is. */
export function checkSaved({
  code,
  name,
  recurrence,
}: Pick<SavedVoucher, 'code' | 'name' | 'recurrence'>): SavedVoucherInvalid | undefined {
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem })
  if (!/^\S.{0,39}$/u.test(code)) return invalid('code', 'NOT_1_TO_40_CHARACTERS')
  if (name.zh.trim() === '' || name.en.trim() === '') return invalid('name', 'EMPTY')
  if (recurrence === null) return undefined
  const { firstPeriod, lastPeriod, everyMonths, dayOfMonth } = recurrence
  if (lastPeriod !== null && lastPeriod < firstPeriod) return invalid('lastPeriod', 'BEFORE_FIRST_PERIOD')
  if (!Number.isInteger(everyMonths) || everyMonths < 1 || everyMonths > 12)
    return invalid('everyMonths', 'NOT_1_TO_12')
  if (!Number.isInteger(dayOfMonth) || dayOfMonth < 1 || dayOfMonth > 31) return invalid('dayOfMonth', 'NOT_1_TO_31')
  return undefined
}

/** Whether it is due in a period. */
export function isDue({ active, recurrence }: SavedVoucher, period: Period): boolean {
  if (!active || recurrence === null) return false
  const { firstPeriod, lastPeriod, everyMonths } = recurrence
  if (period < firstPeriod || (lastPeriod !== null && period > lastPeriod)) return false
  return (monthsOf(period) - monthsOf(firstPeriod)) % everyMonths === 0
}

/** Its entry in a period it is due in. */
export function entryIn({ entry, recurrence }: SavedVoucher, period: Period): VoucherEntry {
  const lastDay = lastDayOf(period)
  const day = `${period}-${String(recurrence?.dayOfMonth ?? 1).padStart(2, '0')}` as BusinessDate
  return entryOn({ entry }, day < lastDay ? day : lastDay)
}

/** Its entry on a day. */
export function entryOn({ entry }: Pick<SavedVoucher, 'entry'>, day: BusinessDate): VoucherEntry {
  return { ...entry, postingDate: day, businessDate: day }
}

function monthsOf(period: Period): number {
  return Number(period.slice(0, 4)) * 12 + Number(period.slice(5))
}
