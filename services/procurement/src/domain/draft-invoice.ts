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
  parsePositiveQuantity,
  type QuantityNotExact,
  refuse,
  sum,
  toBaseQuantity,
} from '@erp/values'
import { openOf } from './goods-receipt.ts'
import { at, codeProblem, type InvalidInput, invalid, textProblem } from './input.ts'
import { nothingToInvoice } from './match-invoice.ts'
import { lineCountProblem } from './purchase-order.ts'
import type { AnyQuantityInvalid, TaxCodeUnknown } from './purchase-order-line.ts'
import type { GoodsReceiptLineNotFound } from './purchase-return.ts'
import type { TaxCodeFacts, UnitUnknown } from './replicated-facts.ts'
import { unitOf } from './return-goods.ts'
import type { Supplier } from './supplier.ts'
import type {
  GoodsLine,
  InvoiceableLine,
  InvoiceTotalsDisagree,
  NewSupplierInvoice,
  NothingToInvoice,
  ServiceLine,
  SupplierInvoiceLine,
} from './supplier-invoice.ts'

/** Amounts as printed, without and of tax. */
interface PrintedAmounts {
  readonly net: string
  readonly tax: string
}

export interface GoodsInput extends PrintedAmounts {
  readonly goodsReceiptLineId: string
  readonly quantity: string
  /** Left out: the receipt line's unit. */
  readonly unit?: string | null | undefined
  /** Left out: the order line's. */
  readonly taxCodeId?: string | null | undefined
}

export interface ServiceInput extends PrintedAmounts {
  readonly description: string
  readonly expenseType?: string | null | undefined
  readonly taxCodeId: string
}

/** What a person reads off a supplier's invoice. */
export interface InvoiceInput extends PrintedAmounts {
  readonly supplierInvoiceNumber: string
  readonly invoicedOn: BusinessDate
  readonly postedOn: BusinessDate
  /** Left out: by the supplier's terms. */
  readonly dueOn?: BusinessDate | null | undefined
  readonly goods: readonly GoodsInput[]
  readonly expenses: readonly ServiceInput[]
  readonly charges: readonly ServiceInput[]
  readonly gross: string
}

/** What the lines of an invoice are checked against. */
export interface InvoicingFacts {
  readonly supplier: Supplier
  /** The company's own currency. */
  readonly currency: Currency
  readonly receiptLines: ReadonlyMap<string, InvoiceableLine>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

export type InvoiceDraftRefused =
  | InvalidInput
  | GoodsReceiptLineNotFound
  | NothingToInvoice
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | TaxCodeUnknown
  | InvoiceTotalsDisagree

type Content = Omit<
  NewSupplierInvoice,
  'id' | 'companyId' | 'status' | 'createdBy' | 'version' | 'createdAt' | 'confirmedAt'
>

/** An invoice as it was printed, in the company's own currency; nothing is matched yet. */
export function readInvoice(
  input: InvoiceInput,
  { id, newLineId }: { readonly id: string; readonly newLineId: () => string },
  facts: InvoicingFacts,
): Content | InvoiceDraftRefused {
  const { supplier, currency } = facts
  const numberProblem = textProblem(input.supplierInvoiceNumber, 60)
  if (numberProblem) return invalid('supplierInvoiceNumber', numberProblem)
  const count = input.goods.length + input.expenses.length + input.charges.length
  const problem = lineCountProblem(count)
  if (problem) return invalid('goods', problem)
  const dueOn = input.dueOn ?? daysAfter(input.invoicedOn, supplier.paymentDays)
  if (dueOn < input.invoicedOn) return invalid('dueOn', 'BEFORE_THE_INVOICE')

  const lines: SupplierInvoiceLine[] = []
  const place = () => ({ id: newLineId(), supplierInvoiceId: id, lineNumber: lines.length + 1 })
  const seen = new Set<string>()
  for (const [index, wanted] of input.goods.entries()) {
    const path = `goods.${index}`
    if (seen.has(wanted.goodsReceiptLineId)) return invalid(`${path}.goodsReceiptLineId`, 'NAMED_TWICE')
    seen.add(wanted.goodsReceiptLineId)
    const line = readGoods(wanted, path, input.postedOn, facts)
    if (isRefusal(line)) return line
    lines.push({ ...place(), ...line })
  }
  for (const kind of ['EXPENSE', 'CHARGE'] as const)
    for (const [index, wanted] of (kind === 'EXPENSE' ? input.expenses : input.charges).entries()) {
      const line = readService(wanted, `${kind === 'EXPENSE' ? 'expenses' : 'charges'}.${index}`, facts)
      if (isRefusal(line)) return line
      lines.push({ ...place(), kind, ...line })
    }
  const totals = readTotals(input, lines, currency)
  if (isRefusal(totals)) return totals
  return {
    ...{ supplierId: supplier.id, supplierInvoiceNumber: input.supplierInvoiceNumber, currency, ...totals, lines },
    ...{ invoicedOn: input.invoicedOn, postedOn: input.postedOn, dueOn },
    ...{ variance: null, differences: [], sagaId: null, refusal: null, submittedBy: null },
    ...{ releasedBy: null, releaseReason: null, cancelReason: null },
  }
}

function readGoods(wanted: GoodsInput, path: string, postedOn: BusinessDate, facts: InvoicingFacts) {
  const { goodsReceiptLineId } = wanted
  const linePath = `${path}.goodsReceiptLineId`
  const received = facts.receiptLines.get(goodsReceiptLineId)
  if (!received) return at(refuse('GoodsReceiptLineNotFound', { goodsReceiptLineId }), linePath)
  if (received.supplierId !== facts.supplier.id) return invalid(linePath, 'OTHER_SUPPLIER')
  if (received.orderCurrency !== facts.currency) return invalid(linePath, 'ORDER_IN_OTHER_CURRENCY')
  if (postedOn < received.receivedOn) return invalid('postedOn', 'BEFORE_THE_RECEIPT')
  if (!openOf(received).quantity.gt(0)) return nothingToInvoice(received, linePath)

  const unit = wanted.unit ?? received.unit
  const factor = unitOf(received, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
  const tax =
    wanted.taxCodeId == null || wanted.taxCodeId === received.taxCodeId
      ? { taxCodeId: received.taxCodeId, taxRatePercent: received.taxRatePercent }
      : readTaxCode(wanted.taxCodeId, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, facts.currency)
  if (isRefusal(amounts)) return amounts
  const { goodsReceiptId, itemId } = received
  return {
    ...{ kind: 'GOODS', goodsReceiptId, goodsReceiptLineId, itemId, unit, quantity, baseQuantity, ...tax, ...amounts },
    ...{ matchedBaseQuantity: null, cleared: null },
  } satisfies Omit<GoodsLine, 'id' | 'supplierInvoiceId' | 'lineNumber'>
}

type ReadService = Omit<ServiceLine, 'id' | 'supplierInvoiceId' | 'lineNumber' | 'kind'>

function readService(wanted: ServiceInput, path: string, facts: InvoicingFacts): ReadService | InvoiceDraftRefused {
  const { description, expenseType = null } = wanted
  const problem = textProblem(description, 200)
  if (problem) return invalid(`${path}.description`, problem)
  const typeProblem = expenseType === null ? undefined : codeProblem(expenseType)
  if (typeProblem) return invalid(`${path}.expenseType`, typeProblem)
  const tax = readTaxCode(wanted.taxCodeId, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, facts.currency)
  return isRefusal(amounts) ? amounts : { description, expenseType, ...tax, ...amounts }
}

function readTaxCode(taxCodeId: string, path: string, { taxCodes }: InvoicingFacts) {
  const taxCode = taxCodes.get(taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId }), `${path}.taxCodeId`)
  return { taxCodeId, taxRatePercent: new Decimal(taxCode.ratePercent) }
}

function readAmounts(printed: PrintedAmounts, path: string, currency: Currency) {
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
function readTotals(printed: InvoiceInput, lines: readonly SupplierInvoiceLine[], currency: Currency) {
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
