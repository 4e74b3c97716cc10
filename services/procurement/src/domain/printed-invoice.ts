import {
  add,
  type BusinessDate,
  type Currency,
  compare,
  Decimal,
  daysAfter,
  formatMoney,
  isNegative,
  isRefusal,
  isWithinLimit,
  type Money,
  parseMoney,
  refuse,
  sum,
} from '@erp/values'
import { at, invalid, textProblem } from './input.ts'
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
  readonly invoicedOn: BusinessDate
  readonly postedOn: BusinessDate
  /** Left out: by the supplier's terms. */
  readonly dueOn?: BusinessDate | null | undefined
  readonly gross: string
}

/** What any of them is checked against. */
export interface PrintedFacts {
  readonly supplier: Supplier
  /** The company's own currency. */
  readonly currency: Currency
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** What is read; who wrote it, and when, is not printed. */
export type Printed = Omit<
  NewSupplierInvoice,
  'id' | 'companyId' | 'status' | 'createdBy' | 'version' | 'createdAt' | 'confirmedAt'
>

export function readHead(input: PrintedHead, { supplier, currency }: PrintedFacts) {
  const { supplierInvoiceNumber, invoicedOn, postedOn } = input
  const problem = textProblem(supplierInvoiceNumber, 60)
  if (problem) return invalid('supplierInvoiceNumber', problem)
  const dueOn = input.dueOn ?? daysAfter(invoicedOn, supplier.paymentDays)
  if (dueOn < invoicedOn) return invalid('dueOn', 'BEFORE_THE_INVOICE')
  return {
    ...{ supplierId: supplier.id, supplierInvoiceNumber, invoicedOn, postedOn, dueOn, currency },
    ...{ variance: null, differences: [], sagaId: null, refusal: null, submittedBy: null },
    ...{ releasedBy: null, releaseReason: null, cancelReason: null },
  }
}

/** The VAT code that is printed for goods; left out, the one they were ordered with, at its rate of that day. */
export function readTaxOfGoods(
  taxCodeId: string | null | undefined,
  { taxCodeId: ordered, taxRatePercent }: InvoiceableLine,
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

export function readAmounts(printed: PrintedAmounts, path: string, currency: Currency) {
  const net = readAmount(printed.net, currency)
  if (!net) return invalid(`${path}.net`, 'NOT_AN_AMOUNT')
  const tax = readAmount(printed.tax, currency)
  return tax ? { net, tax } : invalid(`${path}.tax`, 'NOT_AN_AMOUNT')
}

function readAmount(text: string, currency: Currency): Money | undefined {
  const amount = parseMoney(text, currency)
  return isRefusal(amount) || isNegative(amount) || !isWithinLimit(amount) ? undefined : amount
}

/** What is printed at the foot must be what the lines add up to. */
export function readTotals(printed: PrintedHead, lines: readonly SupplierInvoiceLine[], currency: Currency) {
  const net = sum(
    lines.map((line) => line.net),
    currency,
  )
  const tax = sum(
    lines.map((line) => line.tax),
    currency,
  )
  const totals = { net, tax, gross: add(net, tax) }
  for (const total of ['net', 'tax', 'gross'] as const) {
    const amount = readAmount(printed[total], currency)
    if (!amount) return invalid(total, 'NOT_AN_AMOUNT')
    const ofLines = formatMoney(totals[total])
    if (compare(amount, totals[total]) !== 0)
      return at(refuse('InvoiceTotalsDisagree', { total, printed: formatMoney(amount), ofLines }), total)
  }
  return isWithinLimit(totals.gross) ? totals : invalid('gross', 'AMOUNT_TOO_LARGE')
}
