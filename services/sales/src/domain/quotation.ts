import {
  type Authored,
  type BusinessDate,
  type Currency,
  isRefusal,
  type Money,
  parsePositiveQuantity,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import type { Customer } from './customer.ts'
import { type DocumentApproval, outdated } from './document-approval.ts'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { type CustomerInactive, lineCountProblem, totalsOf } from './sales-order.ts'
import {
  type AnyQuantityInvalid,
  type LineRefused,
  type NewLine,
  type PricedLine,
  type PricingFacts,
  priceLine,
} from './sales-order-line.ts'

/**
 * DRAFT → OFFERED → CLOSED, and PENDING_APPROVAL before it is offered where the company has quotations approved; what is not offered
 * may be closed too. What is ordered of it is another question, see its lines.
 */
export type QuotationStatus = 'DRAFT' | 'PENDING_APPROVAL' | 'OFFERED' | 'CLOSED'

/** What every quotation 销售报价 has, whatever its status. */
export interface QuotationHeader extends Authored {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: QuotationStatus
  readonly customerId: string
  readonly quotedOn: BusinessDate
  /** The last day on which it can be ordered. */
  readonly expiresOn: BusinessDate
  readonly currency: Currency
  readonly pricesIncludeTax: boolean
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  /** Set exactly when CLOSED. */
  readonly closeReason: string | null
  /** What it waits for, or waited for last, before it is offered; null where nobody was asked. */
  readonly approval: DocumentApproval | null
  readonly version: number
  readonly createdAt: Date
  readonly offeredAt: Date | null
}

/** What is offered of one item, and at which price. */
export interface QuotationLine extends PricedLine {
  readonly id: string
  readonly quotationId: string
  readonly lineNumber: number
  /** What orders that were not given up took, in the line's unit. */
  readonly orderedQuantity: Quantity
}

export interface Quotation extends QuotationHeader {
  readonly lines: readonly QuotationLine[]
}
export type NewQuotation = Omit<Quotation, 'number'>

/** What a person says about a quotation. */
export interface QuotationTerms {
  readonly quotedOn: BusinessDate
  readonly expiresOn: BusinessDate
  readonly lines: readonly NewLine[]
}

/** So much of a line to order; all that is open when the quantity is left out. */
export interface WantedOfQuotation {
  readonly quotationLineId: string
  readonly quantity?: string | null | undefined
}

export type QuotationNotFound = Refusal<'QuotationNotFound', { quotationId: string }>
export type QuotationStatusWrong = Refusal<
  'QuotationStatusWrong',
  { status: QuotationStatus; allowed: readonly QuotationStatus[] }
>
export type QuotationExpired = Refusal<'QuotationExpired', { expiresOn: BusinessDate; path: readonly string[] }>
export type QuotationLineNotFound = Refusal<
  'QuotationLineNotFound',
  { quotationLineId: string; path: readonly string[] }
>
/** More than is open of the line. */
export type OverOrdering = Refusal<
  'OverOrdering',
  { quoted: string; ordered: string; requested: string; open: string; path: readonly string[] }
>

/** A draft with priced lines. */
export function draftQuotation(
  terms: QuotationTerms,
  context: { id: string; companyId: string; customer: Customer; newLineId: () => string; createdBy: string; now: Date },
  facts: PricingFacts,
): NewQuotation | LineRefused | CustomerInactive {
  const { id, companyId, customer, newLineId, createdBy, now } = context
  if (!customer.active) return refuse('CustomerInactive', { customerId: customer.id })
  const priced = priceLines(terms, { quotationId: id, newLineId }, facts)
  if (isRefusal(priced)) return priced
  return {
    ...{ id, companyId, status: 'DRAFT', customerId: customer.id, currency: facts.currency },
    ...{ quotedOn: terms.quotedOn, expiresOn: terms.expiresOn, pricesIncludeTax: facts.pricesIncludeTax, ...priced },
    ...{ authorIds: [createdBy], approval: null, closeReason: null, version: 1, createdAt: now, offeredAt: null },
  }
}

/** Other terms for what is not offered yet; the customer and the kind of its prices stay. Nobody approved what it says now. */
export function changeQuotation(
  quotation: Quotation,
  terms: QuotationTerms,
  newLineId: () => string,
  facts: PricingFacts,
): Quotation | QuotationStatusWrong | LineRefused {
  const wrong = requireQuotationStatus(quotation, 'DRAFT', 'PENDING_APPROVAL')
  if (wrong) return wrong
  const priced = priceLines(terms, { quotationId: quotation.id, newLineId }, facts)
  if (isRefusal(priced)) return priced
  const { quotedOn, expiresOn } = terms
  return { ...quotation, status: 'DRAFT', approval: outdated(quotation.approval), quotedOn, expiresOn, ...priced }
}

/** The customer has it: from now on it can be ordered and is not changed. */
export function offerQuotation(quotation: Quotation, now: Date): Quotation | QuotationStatusWrong {
  return requireQuotationStatus(quotation, 'DRAFT') ?? { ...quotation, status: 'OFFERED', offeredAt: now }
}

/** Nothing more is ordered of it; what was ordered stays. */
export function closeQuotation(quotation: Quotation, reason: string): Quotation | QuotationStatusWrong | InvalidInput {
  const problem = textProblem(reason, 200)
  if (problem) return invalid('reason', problem)
  const { status, approval } = quotation
  return (
    requireQuotationStatus(quotation, 'DRAFT', 'PENDING_APPROVAL', 'OFFERED') ?? {
      ...{ ...quotation, status: 'CLOSED', closeReason: reason },
      approval: status === 'PENDING_APPROVAL' ? outdated(approval) : approval,
    }
  )
}

/** The lines of an order, as they were quoted; of all that is open when no lines are named. */
export function linesToOrder(
  quotation: Quotation,
  { orderedOn, lines }: { readonly orderedOn: BusinessDate; readonly lines: readonly WantedOfQuotation[] | null },
):
  | (NewLine & { readonly quotationLineId: string })[]
  | QuotationStatusWrong
  | QuotationExpired
  | QuotationLineNotFound
  | OverOrdering
  | AnyQuantityInvalid
  | InvalidInput {
  const wrong = requireQuotationStatus(quotation, 'OFFERED')
  if (wrong) return wrong
  if (orderedOn > quotation.expiresOn)
    return at(refuse('QuotationExpired', { expiresOn: quotation.expiresOn }), 'orderedOn')
  const wanted =
    lines ??
    quotation.lines
      .filter((line) => openOf(line).gt(0))
      .map(({ id: quotationLineId }): WantedOfQuotation => ({ quotationLineId }))
  if (wanted.length === 0) return invalid('lines', 'EMPTY')
  if (new Set(wanted.map(({ quotationLineId }) => quotationLineId)).size < wanted.length)
    return invalid('lines', 'NAMED_TWICE')
  const found: (NewLine & { readonly quotationLineId: string })[] = []
  for (const [index, { quotationLineId, quantity: text }] of wanted.entries()) {
    const line = quotation.lines.find(({ id }) => id === quotationLineId)
    if (!line) return at(refuse('QuotationLineNotFound', { quotationLineId }), `lines.${index}.quotationLineId`)
    const open = openOf(line)
    const quantity = text == null ? open : parsePositiveQuantity(text)
    if (isRefusal(quantity)) return at(quantity, `lines.${index}.quantity`)
    if (quantity.gt(open) || !quantity.gt(0)) return overOrdering(line, quantity, `lines.${index}.quantity`)
    found.push({
      ...{ quotationLineId, itemId: line.itemId, unit: line.unit, quantity: quantity.toFixed() },
      ...{ unitPrice: line.unitPrice.toFixed(), discountPercent: line.discountPercent.toFixed() },
      taxCodeId: line.taxCodeId,
    })
  }
  return found
}

/** What can still be ordered of a line, in its unit. */
export function openOf({ quantity, orderedQuantity }: QuotationLine): Quantity {
  return subtractQuantity(quantity, orderedQuantity)
}

function overOrdering(line: QuotationLine, requested: Quantity, path: string): OverOrdering {
  const figures = {
    ...{ quoted: line.quantity.toFixed(), ordered: line.orderedQuantity.toFixed() },
    ...{ requested: requested.toFixed(), open: openOf(line).toFixed() },
  }
  return at(refuse('OverOrdering', figures), path)
}

function requireQuotationStatus(
  { status }: QuotationHeader,
  ...allowed: QuotationStatus[]
): QuotationStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('QuotationStatusWrong', { status, allowed })
}

function priceLines(
  terms: QuotationTerms,
  { quotationId, newLineId }: { quotationId: string; newLineId: () => string },
  facts: PricingFacts,
): Pick<Quotation, 'lines' | 'net' | 'tax' | 'gross'> | LineRefused {
  const problem = lineCountProblem(terms.lines.length)
  if (problem) return invalid('lines', problem)
  if (terms.expiresOn < terms.quotedOn) return invalid('expiresOn', 'BEFORE_THE_QUOTATION')
  const lines: QuotationLine[] = []
  for (const [index, wanted] of terms.lines.entries()) {
    const priced = priceLine(wanted, `lines.${index}`, facts)
    if (isRefusal(priced)) return priced
    lines.push({ id: newLineId(), quotationId, lineNumber: index + 1, ...priced, orderedQuantity: zeroQuantity })
  }
  const totals = totalsOf(lines, facts.currency)
  return isRefusal(totals) ? totals : { lines, ...totals }
}
