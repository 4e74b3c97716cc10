import { createHash } from 'node:crypto'
import { formatMoney, type Money } from '@erp/values'
import { cityKey } from './city.ts'
import type { ExpenseClaim } from './expense-claim.ts'
import { receiptKey, type WrittenLine } from './expense-line.ts'
import type { ExpenseTrip } from './expense-trip.ts'

/** Of what a claim says, in whatever order its lines stand; what is worked out from it does not count, nor does what it leaves out. */
export function digestOfWritten({
  employeeId,
  title,
  note,
  lines,
  trips,
}: Pick<ExpenseClaim, 'employeeId' | 'title' | 'note'> & {
  readonly lines: readonly WrittenLine[]
  readonly trips: readonly ExpenseTrip[]
}): string {
  const journeys = trips.length === 0 ? {} : { trips: trips.map(asSaid) }
  const head = { employeeId, title: title.trim(), note: note.trim(), ...journeys }
  const content = JSON.stringify({ ...head, lines: lines.map(lineAsSaid).toSorted() })
  return createHash('sha256').update(content).digest('hex')
}

function lineAsSaid(line: WrittenLine): string {
  const { expenseTypeId, spentOn, currency, exchangeRate, receiptNumber, departmentId, projectId } = line
  const { city, note, perDiemDays } = line
  return asSaid({
    ...{ expenseTypeId, spentOn, currency, amount: perDiemDays === null ? amountOf(line.amount) : null, exchangeRate },
    ...{ printedTax: amountOf(line.printedTax), untaxedAmount: amountOf(line.untaxedAmount) },
    receipt: receiptNumber === null ? null : receiptKey(receiptNumber),
    ...{ departmentId, projectId, city: cityKey(city), note: note.trim(), perDiemDays, tripNumber: line.tripNumber },
  })
}

function asSaid(said: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== '')))
}

function amountOf(amount: Money | null): string | null {
  return amount === null ? null : formatMoney(amount)
}
