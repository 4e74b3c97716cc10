import {
  add,
  type BusinessDate,
  formatMoney,
  isRefusal,
  isWithinLimit,
  type Money,
  type Period,
  periodOf,
  type Refusal,
  refuse,
  zero,
} from '@erp/values'
import {
  type EntryLine,
  type InputPath,
  type InvalidEntry,
  type LineBooks,
  type LineRefusal,
  readEntryLine,
} from './entry-line.ts'
import type { FiscalPeriod, PeriodNotOpen } from './fiscal-period.ts'
import type { ModuleSealed } from './period-seal.ts'
import type { VoucherLine, VoucherUnbalanced } from './voucher.ts'
import { checkSeries, type VoucherSeries, type VoucherWordMismatch, type VoucherWordUnknown } from './voucher-series.ts'

/** A voucher as a person or a file gives it. */
export type VoucherEntry = {
  /** 凭证字 */
  readonly word: string
  readonly postingDate: BusinessDate
  readonly businessDate: BusinessDate
  /** How many papers belong to it 附单据数, files not counted. */
  readonly paperCount: number
  readonly lines: readonly EntryLine[]
}

/** What of a company decides whether an entry can be taken. */
export type EntryBooks = LineBooks & {
  readonly periods: ReadonlyMap<string, FiscalPeriod>
  /** The periods finance itself is done with. */
  readonly sealed: ReadonlySet<Period>
  readonly series: ReadonlyMap<string, VoucherSeries>
}

/** An entry that could be posted as it is. */
export type CheckedEntry = {
  readonly word: string
  readonly period: Period
  readonly postingDate: BusinessDate
  readonly businessDate: BusinessDate
  readonly paperCount: number
  readonly total: Money
  /** Whether a line stands on a cash account, so that a cashier has to sign 出纳签字. */
  readonly touchesCash: boolean
  readonly lines: readonly VoucherLine[]
}

export type VoucherTooShort = Refusal<'VoucherTooShort', { lineCount: number; minimum: number }>
export type VoucherTooLong = Refusal<'VoucherTooLong', { lineCount: number; maximum: number }>
export type PeriodNotFound = Refusal<'PeriodNotFound', { period: Period }>

export type EntryRefusal =
  | LineRefusal
  | InvalidEntry
  | PeriodNotFound
  | PeriodNotOpen
  | ModuleSealed
  | VoucherWordUnknown
  | VoucherWordMismatch
  | VoucherTooShort
  | VoucherTooLong
  | VoucherUnbalanced

export const fewestLines = 2
/** As many lines as the largest request can carry with every field filled. */
export const mostLines = 2_000
const mostPapers = 9_999

/** The entry as it would be posted, or the first thing that is wrong with it. */
export function checkEntry(entry: VoucherEntry, books: EntryBooks): CheckedEntry | EntryRefusal {
  const period = periodOf(entry.postingDate)
  const fiscalPeriod = books.periods.get(period)
  if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
  if (fiscalPeriod.status !== 'OPEN') return refuse('PeriodNotOpen', { period, status: fiscalPeriod.status })
  if (books.sealed.has(period)) return refuse('ModuleSealed', { period, module: 'FINANCE' })
  return checkWhateverDay(entry, books)
}

/** The same for an entry that is kept for later: what it says is checked, not the period it would fall into. */
export function checkWhateverDay(entry: VoucherEntry, books: EntryBooks): CheckedEntry | EntryRefusal {
  const { word, postingDate, businessDate, paperCount } = entry
  if (!Number.isInteger(paperCount) || paperCount < 0 || paperCount > mostPapers)
    return refuse('InvalidInput', { field: 'paperCount', problem: 'NOT_0_TO_9999', ...at('paperCount') })
  const series = books.series.get(word)
  if (!series?.active) return refuse('VoucherWordUnknown', { word, ...at('word') })

  const lineCount = entry.lines.length
  if (lineCount < fewestLines) return refuse('VoucherTooShort', { lineCount, minimum: fewestLines })
  if (lineCount > mostLines) return refuse('VoucherTooLong', { lineCount, maximum: mostLines })
  const lines: VoucherLine[] = []
  for (const [index, given] of entry.lines.entries()) {
    const line = readEntryLine(given, index, books)
    if (isRefusal(line)) return line
    lines.push(line)
  }

  const [debit, credit] = [totalOf(lines, 'DEBIT', books), totalOf(lines, 'CREDIT', books)]
  if (debit.minor !== credit.minor)
    return refuse('VoucherUnbalanced', { debit: formatMoney(debit), credit: formatMoney(credit) })
  if (!isWithinLimit(debit)) return refuse('InvalidInput', { field: 'lines', problem: 'TOO_LARGE', ...at('lines') })
  const sides = lines.map((line) => ({ side: line.side, cash: isCash(line, books) }))
  const mismatch = checkSeries(series, sides)
  if (mismatch) return mismatch
  const touchesCash = sides.some(({ cash }) => cash)
  const period = periodOf(postingDate)
  return { word, period, postingDate, businessDate, paperCount, total: debit, touchesCash, lines }
}

function at(field: string): InputPath {
  return { path: ['input', field] }
}

function isCash({ accountCode }: VoucherLine, { accounts }: EntryBooks): boolean {
  return (accounts.get(accountCode)?.cashKind ?? null) !== null
}

function totalOf(lines: readonly VoucherLine[], side: VoucherLine['side'], { currency }: EntryBooks): Money {
  return lines.filter((line) => line.side === side).reduce((total, { amount }) => add(total, amount), zero(currency))
}
