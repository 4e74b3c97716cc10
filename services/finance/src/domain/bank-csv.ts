import type { CsvRow } from '@erp/values'
import {
  type BusinessDate,
  type Currency,
  isRefusal,
  parseBusinessDate,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import type { FileMovement, ReadStatement } from './bank-statement.ts'
import { type ImportColumnMissing, type ImportTooLong, mostImportRows, type RowFault } from './import-vouchers.ts'

/** How a bank writes days. */
export type DayForm =
  | 'YYYY_MM_DD_DASHED'
  | 'YYYY_MM_DD_SLASHED'
  | 'YYYYMMDD'
  | 'DD_MM_YYYY_DOTTED'
  | 'DD_MM_YYYY_SLASHED'
  | 'MM_DD_YYYY_SLASHED'

/** The headings of a bank's files 列对应, kept with the cash account. An amount is one signed column, or one each way. */
export type BankLayout = {
  readonly companyId: string
  readonly cashAccountId: string
  readonly dayForm: DayForm
  readonly dayColumn: string
  readonly amountColumn: string | null
  readonly receivedColumn: string | null
  readonly paidColumn: string | null
  /** What is there after each movement; then nobody has to say what was there before and is after all. */
  readonly balanceColumn: string | null
  readonly referenceColumn: string | null
  readonly partyNameColumn: string | null
  readonly partyAccountColumn: string | null
  readonly textColumn: string | null
  readonly version: number
}

type Row = { readonly line: number; readonly row: number; readonly cell: (heading: string | null) => string }
type Read = FileMovement & { readonly balance: bigint | null; readonly row: number }

/** Reads a bank's table, its first row the headings. Banks that write the newest first are read from the end. */
export function readBankCsv(
  [head, ...body]: readonly CsvRow[],
  layout: BankLayout,
  currency: Currency,
): ReadStatement | ImportColumnMissing | ImportTooLong {
  const positions = new Map((head?.cells ?? []).map((heading, place) => [heading, place]))
  const missing = columnsOf(layout).find((heading) => !positions.has(heading))
  if (missing !== undefined) return refuse('ImportColumnMissing', { column: missing })
  if (body.length > mostImportRows) return refuse('ImportTooLong', { rowCount: body.length, maximum: mostImportRows })
  const faults: RowFault[] = []
  const read = body.flatMap(({ line, cells }, row): Read[] => {
    const cell = (heading: string | null) => (heading === null ? '' : (cells[positions.get(heading) ?? -1] ?? ''))
    const movement = readMovement({ line, row, cell }, layout, currency)
    if (!('refusal' in movement)) return [movement]
    faults.push({ line, column: movement.field, refusal: movement })
    return []
  })
  const [first, last] = [read[0], read.at(-1)]
  const movements = first && last && first.bookedOn > last.bookedOn ? read.toReversed() : read
  faults.push(...unchained(movements))
  const [oldest, newest] = [movements[0], movements.at(-1)]
  return {
    ...{ beginsOn: null, endsOn: null, movements, faults },
    opening: oldest?.balance == null ? null : oldest.balance - oldest.amount,
    closing: newest?.balance ?? null,
  }
}

function columnsOf(layout: BankLayout): string[] {
  const { dayColumn, amountColumn, receivedColumn, paidColumn, balanceColumn, referenceColumn } = layout
  const { partyNameColumn, partyAccountColumn, textColumn } = layout
  return [
    ...[dayColumn, amountColumn, receivedColumn, paidColumn, balanceColumn, referenceColumn],
    ...[partyNameColumn, partyAccountColumn, textColumn],
  ].filter((heading) => heading !== null)
}

function readMovement({ line, row, cell }: Row, layout: BankLayout, currency: Currency): Read | CellRefused {
  const bookedOn = readDay(cell(layout.dayColumn), layout.dayForm)
  if (bookedOn === undefined) return invalid('date', 'NOT_A_DAY')
  const amount = readAmount(cell, layout, currency)
  if (typeof amount !== 'bigint') return amount
  const balance = layout.balanceColumn === null ? null : readMinor(cell(layout.balanceColumn), currency)
  if (balance === undefined) return invalid('balance', 'NOT_AN_AMOUNT')
  return {
    ...{ line, row, bookedOn, amount, balance, reference: short(cell(layout.referenceColumn), 60) },
    partyName: short(cell(layout.partyNameColumn), 200),
    partyAccountTail: tailOf(cell(layout.partyAccountColumn)),
    text: short(cell(layout.textColumn), 500),
  }
}

type CellRefused = Refusal<'InvalidInput', { field: string; problem: string }>

function readAmount(cell: Row['cell'], layout: BankLayout, currency: Currency): bigint | CellRefused {
  if (layout.amountColumn !== null) {
    const amount = readMinor(cell(layout.amountColumn), currency)
    if (amount === undefined) return invalid('amount', 'NOT_AN_AMOUNT')
    return amount === 0n ? invalid('amount', 'ZERO') : amount
  }
  const [received, paid] = [layout.receivedColumn, layout.paidColumn].map((heading) => cell(heading))
  const [into, out] = [received, paid].map((text) => (text ? readMinor(text, currency) : 0n))
  if (into === undefined) return invalid('received', 'NOT_AN_AMOUNT')
  if (out === undefined) return invalid('paid', 'NOT_AN_AMOUNT')
  if (into !== 0n && out !== 0n) return invalid('amount', 'BOTH_WAYS')
  return into === out ? invalid('amount', 'ZERO') : into - out
}

/** A balance after a movement is the one before it and the movement; behind a row that cannot be read nothing is known. */
function unchained(movements: readonly Read[]): RowFault[] {
  return movements.flatMap(({ line, row, amount, balance }, place): RowFault[] => {
    const before = movements[place - 1]
    const follows = before?.balance != null && balance !== null && Math.abs(row - before.row) === 1
    return !follows || before.balance + amount === balance
      ? []
      : [{ line, column: 'balance', refusal: invalid('balance', 'NOT_CHAINED') }]
  })
}

function readMinor(text: string, currency: Currency): bigint | undefined {
  const amount = parseMoney(text.replaceAll(/[,\s¥￥]/g, '').replace(/^\+/, ''), currency)
  return isRefusal(amount) ? undefined : amount.minor
}

const partsOf: Readonly<Record<DayForm, RegExp>> = {
  YYYY_MM_DD_DASHED: /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/,
  YYYY_MM_DD_SLASHED: /^(?<year>\d{4})\/(?<month>\d\d?)\/(?<day>\d\d?)/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)/,
  DD_MM_YYYY_DOTTED: /^(?<day>\d\d)\.(?<month>\d\d)\.(?<year>\d{4})/,
  DD_MM_YYYY_SLASHED: /^(?<day>\d\d?)\/(?<month>\d\d?)\/(?<year>\d{4})/,
  MM_DD_YYYY_SLASHED: /^(?<month>\d\d?)\/(?<day>\d\d?)\/(?<year>\d{4})/,
}

/** A day in a bank's form; a time of day behind it is passed over. */
function readDay(text: string, form: DayForm): BusinessDate | undefined {
  const { year, month = '', day = '' } = partsOf[form].exec(text)?.groups ?? {}
  const parsed = parseBusinessDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  return isRefusal(parsed) ? undefined : parsed
}

/** Enough of an account to tell two apart, too little to pay to. */
export function tailOf(account: string): string | null {
  const bare = account.replaceAll(/[^0-9A-Za-z]/g, '')
  return bare === '' ? null : bare.slice(-4)
}

export function short(text: string, most: number): string | null {
  return text.trim().slice(0, most) || null
}

function invalid(field: string, problem: string): CellRefused {
  return refuse('InvalidInput', { field, problem })
}
