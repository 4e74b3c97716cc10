import { createHash } from 'node:crypto'
import { formatMoney, type Money } from '@erp/values'
import { cityKey } from './city.ts'
import type { ExpenseClaim } from './expense-claim.ts'
import { receiptKey, type WrittenLine } from './expense-line.ts'

/** Of what a claim says, in whatever order its lines stand; what is worked out from it does not count, nor does what it leaves out. */
export function digestOfWritten({
  employeeId,
  title,
  note,
  lines,
}: Pick<ExpenseClaim, 'employeeId' | 'title' | 'note'> & { readonly lines: readonly WrittenLine[] }): string {
  const head = { employeeId, title: title.trim(), note: note.trim() }
  const content = JSON.stringify({ ...head, lines: lines.map(lineAsSaid).toSorted() })
  return createHash('sha256').update(content).digest('hex')
}

function lineAsSaid(line: WrittenLine): string {
  const { expenseTypeId, spentOn, currency, exchangeRate, receiptNumber, departmentId, projectId } = line
  const { city, note, perDiemDays } = line
  const said = {
    ...{ expenseTypeId, spentOn, currency, amount: perDiemDays === null ? amountOf(line.amount) : null, exchangeRate },
    ...{ printedTax: amountOf(line.printedTax), untaxedAmount: amountOf(line.untaxedAmount) },
    receipt: receiptNumber === null ? null : receiptKey(receiptNumber),
    ...{ departmentId, projectId, city: cityKey(city), note: note.trim(), perDiemDays },
  }
  return JSON.stringify(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== '')))
}

function amountOf(amount: Money | null): string | null {
  return amount === null ? null : formatMoney(amount)
}
