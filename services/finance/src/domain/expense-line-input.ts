import { type BusinessDate, type Currency, isRefusal, type Money, parseMoney, refuse } from '@erp/values'
import type { InvalidInput } from './chart-change.ts'
import { cityName } from './city.ts'
import { parseRate } from './exchange-rate.ts'
import type { WrittenLine } from './expense-line.ts'
import { mostDays } from './per-diem.ts'

/** A line as a person or another system gives it: amounts as text, everything optional. */
export type LineInput = {
  readonly expenseTypeId: string | null
  readonly spentOn: BusinessDate | null
  /** Left null, the currency of the books. */
  readonly currency: Currency | null
  readonly amount: string | null
  readonly exchangeRate: string | null
  readonly printedTax: string | null
  readonly untaxedAmount: string | null
  readonly receiptNumber: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly city: string | null
  readonly note: string | null
  readonly perDiemDays: number | null
  readonly tripNumber: number | null
}

const longest = { receiptNumber: 40, city: 100, note: 500 } as const

/** The lines as they are kept, or the first thing in them that cannot be: an amount that is none, a text too long. */
export function readLines(
  inputs: readonly LineInput[],
  { base, trips }: { readonly base: Currency; readonly trips: number },
): WrittenLine[] | InvalidInput {
  const lines: WrittenLine[] = []
  for (const [index, input] of inputs.entries()) {
    const line = readLine(input, base, trips)
    if (isRefusal(line)) return refuse('InvalidInput', { ...line, field: `lines.${index + 1}.${line.field}` })
    lines.push(line)
  }
  return lines
}

function readLine(input: LineInput, base: Currency, trips: number): WrittenLine | InvalidInput {
  const currency = input.currency ?? base
  const city = cityName(input.city)
  for (const [field, most] of Object.entries(longest))
    if (((field === 'city' ? city : input[field as keyof typeof longest]) ?? '').length > most)
      return refuse('InvalidInput', { field, problem: `LONGER_THAN_${most}` })
  const { perDiemDays, tripNumber } = input
  if (tripNumber !== null && (tripNumber < 1 || tripNumber > trips))
    return refuse('InvalidInput', { field: 'tripNumber', problem: 'NO_SUCH_TRIP' })
  if (perDiemDays !== null) {
    if (perDiemDays < 1 || perDiemDays > mostDays)
      return refuse('InvalidInput', { field: 'perDiemDays', problem: `NOT_1_TO_${mostDays}` })
    if (input.amount !== null) return refuse('InvalidInput', { field: 'amount', problem: 'BESIDE_PER_DIEM_DAYS' })
    if (currency !== base) return refuse('InvalidInput', { field: 'currency', problem: 'BESIDE_PER_DIEM_DAYS' })
  }
  const amount = readAmount('amount', input.amount, currency)
  if (isRefusal(amount)) return amount
  const printedTax = readAmount('printedTax', input.printedTax, currency)
  if (isRefusal(printedTax)) return printedTax
  const untaxedAmount = readAmount('untaxedAmount', input.untaxedAmount, currency)
  if (isRefusal(untaxedAmount)) return untaxedAmount
  const exchangeRate = currency === base || input.exchangeRate === null ? null : parseRate(input.exchangeRate)
  if (isRefusal(exchangeRate)) return refuse('InvalidInput', { field: 'exchangeRate', problem: 'NOT_A_RATE' })
  const { expenseTypeId, spentOn, departmentId, projectId } = input
  return {
    ...{ expenseTypeId, spentOn, departmentId, projectId, currency, amount, printedTax, untaxedAmount, exchangeRate },
    ...{ receiptNumber: given(input.receiptNumber), city, note: input.note ?? '', perDiemDays },
    tripNumber,
  }
}

function readAmount(field: string, text: string | null, currency: Currency): Money | null | InvalidInput {
  if (text === null) return null
  const amount = parseMoney(text, currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field, problem: amount.problem })
  return amount.minor < 0n ? refuse('InvalidInput', { field, problem: 'NEGATIVE' }) : amount
}

function given(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim()
}
