import {
  allocate,
  type BusinessDate,
  type Currency,
  compare,
  convert,
  Decimal,
  isZero,
  type Money,
  sum,
  zero,
} from '@erp/values'
import type { PolicyLine } from './expense-policy.ts'
import { cityOf, type ExpenseTrip, isWholeTrip, tripOf } from './expense-trip.ts'
import { type ExpenseType, mostTaxOf, takesPrintedTax } from './expense-type.ts'
import { daysOf, type PerDiemRate } from './per-diem.ts'

/** A line of a claim as its writer left it; anything may be missing while the claim is a draft. */
export type WrittenLine = {
  readonly expenseTypeId: string | null
  readonly spentOn: BusinessDate | null
  /** In the currency of the receipt. */
  readonly currency: Currency
  readonly amount: Money | null
  /** Currency of the books for one unit, as the bank took it; null to go by the SPOT rate of the day. */
  readonly exchangeRate: string | null
  /** The VAT printed on the receipt. */
  readonly printedTax: Money | null
  /** What of the amount carries no VAT, such as the civil aviation development fund 民航发展基金. */
  readonly untaxedAmount: Money | null
  readonly receiptNumber: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly city: string | null
  readonly note: string
  /** Days paid at a rate, ending with `spentOn`; their amount is computed. Null for what a receipt says. */
  readonly perDiemDays: number | null
  /** The trip of the claim it belongs to, from 1. */
  readonly tripNumber: number | null
}

/** A line with what it is worth in the currency of the books; null as long as that cannot be said. */
export type ExpenseLine = WrittenLine & {
  readonly id: string
  readonly lineNumber: number
  readonly baseAmount: Money | null
  /** Input VAT in the base amount. */
  readonly tax: Money | null
  readonly approvedAmount: Money | null
  readonly approvedTax: Money | null
  readonly reductionReason: string | null
}

/** A line that can be submitted: nothing that posting needs is missing. */
export type CompleteLine = ExpenseLine & {
  readonly expenseTypeId: string
  readonly spentOn: BusinessDate
  readonly amount: Money
  readonly baseAmount: Money
  readonly tax: Money
}

export const lineProblems = [
  'TYPE_MISSING',
  'TYPE_NOT_ACTIVE',
  'DAY_MISSING',
  'DAY_IN_FUTURE',
  'AMOUNT_MISSING',
  'RATE_MISSING',
  'RECEIPT_MISSING',
  'RECEIPT_TWICE',
  'TAX_NOT_TAKEN',
  'TAX_TOO_HIGH',
  'UNTAXED_TOO_HIGH',
  'PER_DIEM_DAYS_MISSING',
  'PER_DIEM_RATE_MISSING',
  'PER_DIEM_DAY_TWICE',
  'PER_DIEM_DAY_OFF_TRIP',
  'TRIP_INCOMPLETE',
] as const
export type LineProblem = { readonly lineNumber: number; readonly problem: (typeof lineProblems)[number] }

/** What lines are checked against. */
export type ExpenseFacts = {
  readonly currency: Currency
  readonly types: ReadonlyMap<string, ExpenseType>
  /** The SPOT rate by `rateKey`. */
  readonly rates: ReadonlyMap<string, string>
  /** All rates of the types that lines name. */
  readonly perDiemRates: readonly PerDiemRate[]
  readonly trips: readonly ExpenseTrip[]
  readonly today: BusinessDate
}

export function rateKey(currency: string, on: string): string {
  return `${currency}/${on}`
}

/** Receipt numbers are compared in capitals and without blanks, however they were typed. */
export function receiptKey(receiptNumber: string): string {
  return receiptNumber.replace(/\s/g, '').toUpperCase()
}

/** What a line is worth, as far as it can be said; computed once, half up. */
export function valueLine(
  line: WrittenLine,
  { currency, types, rates }: ExpenseFacts,
): Pick<ExpenseLine, 'baseAmount' | 'tax'> {
  const { amount } = line
  if (amount === null) return { baseAmount: null, tax: null }
  const rate = line.exchangeRate ?? (line.spentOn && rates.get(rateKey(line.currency, line.spentOn))) ?? null
  const foreign = line.currency !== currency
  if (foreign && rate === null) return { baseAmount: null, tax: null }
  const baseAmount = foreign && rate !== null ? convert(amount, new Decimal(rate), currency) : amount
  const type = line.expenseTypeId === null ? undefined : types.get(line.expenseTypeId)
  return { baseAmount, tax: foreign ? zero(currency) : taxOf(type, baseAmount, line) }
}

function taxOf(
  type: ExpenseType | undefined,
  gross: Money,
  { printedTax: printed, untaxedAmount }: Pick<WrittenLine, 'printedTax' | 'untaxedAmount'>,
): Money {
  const none = zero(gross.currency)
  if (!type || type.vatRule === 'NONE') return none
  const most = mostTaxOf(type, gross, untaxedAmount)
  if (printed === null || !takesPrintedTax(type)) return type.vatRule === 'PRINTED' ? none : most
  return compare(printed, most) <= 0 ? printed : none
}

/** Everything about the lines that keeps a claim from being submitted, in order. */
export function problemsOf(lines: readonly ExpenseLine[], facts: ExpenseFacts): LineProblem[] {
  const receipts = new Set<string>()
  const days = new Set<string>()
  return lines.flatMap((line) => {
    const problems = problemsOfLine(line, facts)
    const receipt = line.receiptNumber === null ? undefined : receiptKey(line.receiptNumber)
    if (receipt !== undefined && receipts.has(receipt)) problems.push('RECEIPT_TWICE')
    if (receipt !== undefined) receipts.add(receipt)
    const counted = daysOf(line).map((day) => `${line.expenseTypeId}/${day}`)
    if (counted.some((day) => days.has(day))) problems.push('PER_DIEM_DAY_TWICE')
    for (const day of counted) days.add(day)
    return problems.map((problem) => ({ lineNumber: line.lineNumber, problem }))
  })
}

function problemsOfLine(
  line: ExpenseLine,
  { currency, types, perDiemRates, trips, today }: ExpenseFacts,
): LineProblem['problem'][] {
  const { amount, printedTax, untaxedAmount, spentOn } = line
  const type = line.expenseTypeId === null ? undefined : types.get(line.expenseTypeId)
  const problems: LineProblem['problem'][] = []
  if (!type) problems.push('TYPE_MISSING')
  if (type && !type.active) problems.push('TYPE_NOT_ACTIVE')
  if (spentOn === null) problems.push('DAY_MISSING')
  if (spentOn !== null && spentOn > today) problems.push('DAY_IN_FUTURE')
  const byTheDay = perDiemRates.some(({ expenseTypeId }) => expenseTypeId === line.expenseTypeId)
  const priced = amount !== null && !isZero(amount)
  if (byTheDay && line.perDiemDays === null) problems.push('PER_DIEM_DAYS_MISSING')
  if (line.perDiemDays !== null && !priced) problems.push('PER_DIEM_RATE_MISSING')
  if (line.perDiemDays === null && !priced) problems.push('AMOUNT_MISSING')
  if (amount !== null && line.baseAmount === null) problems.push('RATE_MISSING')
  if (type?.receiptRequired && line.receiptNumber === null) problems.push('RECEIPT_MISSING')
  if (printedTax !== null && !isZero(printedTax)) {
    const taken = type && takesPrintedTax(type) && line.currency === currency
    if (!taken) problems.push('TAX_NOT_TAKEN')
    else if (amount && compare(printedTax, mostTaxOf(type, amount, untaxedAmount)) > 0) problems.push('TAX_TOO_HIGH')
  }
  if (amount && untaxedAmount && compare(untaxedAmount, amount) > 0) problems.push('UNTAXED_TOO_HIGH')
  const trip = tripOf(trips, line)
  if (trip && !isWholeTrip(trip)) problems.push('TRIP_INCOMPLETE')
  const offTrip = (day: BusinessDate) => trip?.beginsOn && trip.endsOn && (day < trip.beginsOn || day > trip.endsOn)
  if (daysOf(line).some(offTrip)) problems.push('PER_DIEM_DAY_OFF_TRIP')
  return problems
}

/** The lines as complete ones. Throws when one is not: they were checked before. */
export function completeLines(lines: readonly ExpenseLine[]): CompleteLine[] {
  return lines.map((line) => {
    const { expenseTypeId, spentOn, amount, baseAmount, tax } = line
    if (expenseTypeId === null || spentOn === null || amount === null || baseAmount === null || tax === null)
      throw new Error(`Line ${line.lineNumber} is not complete`)
    return { ...line, expenseTypeId, spentOn, amount, baseAmount, tax }
  })
}

/** The lines that policies can look at already. */
export function policyLines(lines: readonly ExpenseLine[], trips: readonly ExpenseTrip[]): PolicyLine[] {
  return lines.flatMap((line) => {
    const { lineNumber, expenseTypeId, spentOn, baseAmount } = line
    return expenseTypeId === null || spentOn === null || baseAmount === null
      ? []
      : [{ lineNumber, expenseTypeId, city: cityOf(trips, line), spentOn, baseAmount }]
  })
}

/** The input VAT in what is approved of a receipt: the same share of it, and with the net exactly what is approved. */
export function taxInApproved({ baseAmount, tax }: { baseAmount: Money; tax: Money }, approved: Money): Money {
  if (isZero(baseAmount)) return zero(approved.currency)
  const weights = [baseAmount.minor - tax.minor, tax.minor].map((minor) => new Decimal(minor.toString()))
  return allocate(approved, weights)[1] ?? zero(approved.currency)
}

/** What amounts come to; those that are not known yet count as nothing. */
export function totalOf(amounts: readonly (Money | null)[], currency: Currency): Money {
  return sum(
    amounts.map((amount) => amount ?? zero(currency)),
    currency,
  )
}
