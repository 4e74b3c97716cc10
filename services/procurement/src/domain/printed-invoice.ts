import {
  add,
  type BusinessDate,
  type Currency,
  compare,
  convert,
  Decimal,
  daysAfter,
  formatMoney,
  isNegative,
  isRefusal,
  isWithinLimit,
  type Money,
  parseMoney,
  refuse,
  scheduleOf,
  sum,
} from '@erp/values'
import { at, invalid, textProblem } from './input.ts'
import type { PaymentTerm } from './payment-term.ts'
import { readExchangeRate } from './receive-goods.ts'
import type { TaxCodeFacts } from './replicated-facts.ts'
import type { Supplier } from './supplier.ts'
import type { InvoiceableLine, NewSupplierInvoice, SupplierInvoiceLine } from './supplier-invoice.ts'

/** Amounts as printed, without and of tax. */
export interface PrintedAmounts {
  readonly net: string
  readonly tax: string
}

/** What is printed at the head and the foot of an invoice or a credit note. */
export interface PrintedHead extends PrintedAmounts {
  readonly supplierInvoiceNumber: string
  /** Left out: the supplier's. */
  readonly currency?: Currency | null | undefined
  /** Asked for exactly when that is not the company's own. */
  readonly exchangeRate?: string | null | undefined
  readonly invoicedOn: BusinessDate
  readonly postedOn: BusinessDate
  /** Left out: by the supplier's terms. */
  readonly dueOn?: BusinessDate | null | undefined
  readonly gross: string
}

/** What any of them is checked against. */
export interface PrintedFacts {
  readonly supplier: Supplier
  /** In which parts and when its invoices are due, instead of its number of days; null where all is due on one day. */
  readonly paymentTerm: Pick<PaymentTerm, 'instalments' | 'earlyPayment'> | null
  /** The company's own currency. */
  readonly currency: Currency
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** What is read; who wrote it, and when, is not printed. */
export type Printed = Omit<
  NewSupplierInvoice,
  'id' | 'companyId' | 'status' | 'approval' | 'createdBy' | 'authorIds' | 'version' | 'createdAt' | 'confirmedAt'
>

/** In which currency an invoice is printed, and at which rate it stands in the books. */
export type Denomination = Pick<NewSupplierInvoice, 'currency' | 'printedCurrency' | 'exchangeRate'>

export function readHead(input: PrintedHead, { supplier, currency }: PrintedFacts) {
  const { supplierInvoiceNumber, invoicedOn, postedOn } = input
  const printedCurrency = input.currency ?? supplier.currency
  const exchangeRate = readExchangeRate(input.exchangeRate, printedCurrency, currency)
  if (isRefusal(exchangeRate)) return exchangeRate
  const problem = textProblem(supplierInvoiceNumber, 60)
  if (problem) return invalid('supplierInvoiceNumber', problem)
  const dueOn = input.dueOn ?? daysAfter(invoicedOn, supplier.paymentDays)
  if (dueOn < invoicedOn) return invalid('dueOn', 'BEFORE_THE_INVOICE')
  return {
    ...{ supplierId: supplier.id, supplierInvoiceNumber, invoicedOn, postedOn, dueOn, currency },
    instalments: [],
    ...{ printedCurrency, exchangeRate },
    ...{ variance: null, differences: [], sagaId: null, refusal: null, submittedBy: null },
    ...{ releasedBy: null, releaseReason: null, cancelReason: null },
  }
}

/** When what is printed is due: all on the day that was said, else by the supplier's terms. */
export function whenDue(
  { dueOn }: PrintedHead,
  head: Pick<Printed, 'invoicedOn' | 'dueOn'>,
  { paymentTerm }: PrintedFacts,
  gross: Money,
): Pick<Printed, 'dueOn' | 'instalments'> {
  const schedule = dueOn != null || paymentTerm === null ? [] : scheduleOf(paymentTerm, head.invoicedOn, gross)
  return { dueOn: schedule.at(-1)?.dueOn ?? head.dueOn, instalments: schedule }
}

/** The VAT code that is printed for goods; left out, the one they were ordered with, at its rate of that day. */
export function readTaxOfGoods(
  taxCodeId: string | null | undefined,
  { taxCodeId: ordered, taxRatePercent }: Pick<InvoiceableLine, 'taxCodeId' | 'taxRatePercent'>,
  path: string,
  facts: PrintedFacts,
) {
  if (taxCodeId == null || taxCodeId === ordered) return { taxCodeId: ordered, taxRatePercent }
  return readTaxCode(taxCodeId, path, facts)
}

export function readTaxCode(taxCodeId: string, path: string, { taxCodes }: PrintedFacts) {
  const taxCode = taxCodes.get(taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId }), `${path}.taxCodeId`)
  return { taxCodeId, taxRatePercent: new Decimal(taxCode.ratePercent) }
}

export function readAmounts(given: PrintedAmounts, path: string, denomination: Denomination) {
  const net = readAmount(given.net, denomination.printedCurrency)
  if (!net) return invalid(`${path}.net`, 'NOT_AN_AMOUNT')
  const tax = readAmount(given.tax, denomination.printedCurrency)
  if (!tax) return invalid(`${path}.tax`, 'NOT_AN_AMOUNT')
  const inBooks = { net: toBooks(net, denomination), tax: toBooks(tax, denomination) }
  if (!isWithinLimit(inBooks.net)) return invalid(`${path}.net`, 'AMOUNT_TOO_LARGE')
  if (!isWithinLimit(inBooks.tax)) return invalid(`${path}.tax`, 'AMOUNT_TOO_LARGE')
  return { ...inBooks, printed: { net, tax } }
}

/** A printed amount at the invoice's rate. */
export function toBooks(
  printed: Money,
  { exchangeRate, currency }: Pick<Denomination, 'exchangeRate' | 'currency'>,
): Money {
  return exchangeRate === null ? printed : convert(printed, exchangeRate, currency)
}

function readAmount(text: string, currency: Currency): Money | undefined {
  const amount = parseMoney(text, currency)
  return isRefusal(amount) || isNegative(amount) || !isWithinLimit(amount) ? undefined : amount
}

/** What is printed at the foot must be what the lines add up to. */
export function readTotals(
  head: PrintedHead,
  lines: readonly SupplierInvoiceLine[],
  { currency, printedCurrency }: Denomination,
) {
  const printed = totalsOf(
    lines.map((line) => line.printed),
    printedCurrency,
  )
  for (const total of ['net', 'tax', 'gross'] as const) {
    const amount = readAmount(head[total], printedCurrency)
    if (!amount) return invalid(total, 'NOT_AN_AMOUNT')
    const ofLines = formatMoney(printed[total])
    if (compare(amount, printed[total]) !== 0)
      return at(refuse('InvoiceTotalsDisagree', { total, printed: formatMoney(amount), ofLines }), total)
  }
  const totals = totalsOf(lines, currency)
  const small = isWithinLimit(totals.gross) && isWithinLimit(printed.gross)
  return small ? { ...totals, printed } : invalid('gross', 'AMOUNT_TOO_LARGE')
}

function totalsOf(lines: readonly { readonly net: Money; readonly tax: Money }[], currency: Currency) {
  const net = sum(
    lines.map((line) => line.net),
    currency,
  )
  const tax = sum(
    lines.map((line) => line.tax),
    currency,
  )
  return { net, tax, gross: add(net, tax) }
}
