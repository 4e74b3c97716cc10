import {
  type BusinessDate,
  compare,
  formatMoney,
  isRefusal,
  isZero,
  type Money,
  parseMoney,
  portion,
  type Quantity,
  refuse,
  subtract,
  subtractQuantity,
  taxOnNet,
} from '@erp/values'
import type {
  CreditableLine,
  CreditNoteLine,
  NewCreditNote,
  OverCrediting,
  ReturnedGoods,
  SalesInvoiceLineNotFound,
} from './credit-note.ts'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { lineCountProblem, totalsOf } from './sales-order.ts'

/** What a person says about prices that are lowered. */
export interface AllowanceInput {
  readonly creditedOn: BusinessDate
  readonly reason: string
  readonly lines: readonly { readonly salesInvoiceLineId: string; readonly net: string }[]
}

/** What is credited of one invoice line. */
export interface Credit {
  readonly invoiced: CreditableLine
  readonly salesReturnLineId: string | null
  readonly baseQuantity: Quantity | null
  readonly net: Money
  readonly tax: Money
}

/**
 * What is credited for goods that came back: of each as much as was invoiced too much, of the oldest invoice that still charges
 * for it first. `invoiceLines` are those of confirmed invoices for the same delivery lines, oldest first, locked by the caller.
 */
export function creditsOfReturn(returned: readonly ReturnedGoods[], invoiceLines: readonly CreditableLine[]): Credit[] {
  const credits: Credit[] = []
  for (const { salesReturnLineId, deliveryLineId, uncredited, invoicedTooMuch } of returned) {
    let wanted = smaller(uncredited, invoicedTooMuch)
    for (const invoiced of invoiceLines.filter((line) => line.deliveryLineId === deliveryLineId)) {
      const baseQuantity = smaller(wanted, quantityLeft(invoiced))
      if (!baseQuantity.gt(0)) continue
      credits.push({ invoiced, salesReturnLineId, baseQuantity, ...shareOf(invoiced, baseQuantity) })
      wanted = subtractQuantity(wanted, baseQuantity)
    }
  }
  return credits
}

/** What the lines of the input lower prices by; `invoiceLines` are locked by the caller. */
export function readAllowances(
  { lines }: AllowanceInput,
  invoiceLines: ReadonlyMap<string, CreditableLine>,
): Credit[] | InvalidInput | SalesInvoiceLineNotFound | OverCrediting {
  const credits = new Map<string, Credit>()
  for (const [index, { salesInvoiceLineId, net: text }] of lines.entries()) {
    const path = `lines.${index}`
    const invoiced = invoiceLines.get(salesInvoiceLineId)
    if (!invoiced) return at(refuse('SalesInvoiceLineNotFound', { salesInvoiceLineId }), `${path}.salesInvoiceLineId`)
    if (credits.has(invoiced.id)) return invalid(`${path}.salesInvoiceLineId`, 'NAMED_TWICE')
    const net = parseMoney(text, invoiced.currency)
    if (isRefusal(net)) return invalid(`${path}.net`, 'NOT_AN_AMOUNT')
    if (net.minor <= 0n) return invalid(`${path}.net`, 'NOT_POSITIVE')
    if (compare(net, netLeft(invoiced)) > 0) return overCrediting(invoiced, net, `${path}.net`)
    credits.set(invoiced.id, { invoiced, salesReturnLineId: null, baseQuantity: null, net, tax: taxOf(invoiced, net) })
  }
  return [...credits.values()]
}

/** A draft that credits one customer; what it credits is taken off the invoice lines with it. */
export function draftCreditNote(
  credits: readonly Credit[],
  { creditedOn, reason }: { readonly creditedOn: BusinessDate; readonly reason: string },
  context: {
    readonly id: string
    readonly companyId: string
    readonly salesReturnId: string | null
    readonly newLineId: () => string
    readonly createdBy: string
    readonly now: Date
  },
): NewCreditNote | InvalidInput {
  const reasonProblem = textProblem(reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const [first] = credits
  const problem = lineCountProblem(credits.length)
  if (!first || problem) return invalid('lines', problem ?? 'EMPTY')
  const { customerId, currency } = first.invoiced
  const stranger = credits.findIndex(({ invoiced }) => invoiced.customerId !== customerId)
  if (stranger >= 0) return invalid(`lines.${stranger}.salesInvoiceLineId`, 'OTHER_CUSTOMER')
  if (credits.some(({ invoiced }) => creditedOn < invoiced.invoicedOn))
    return invalid('creditedOn', 'BEFORE_THE_INVOICE')

  const { id, companyId, salesReturnId, createdBy } = context
  const lines = credits.map(({ invoiced, ...credit }, index): CreditNoteLine => {
    const { salesInvoiceId, deliveryLineId, itemId, taxCodeId, taxRatePercent } = invoiced
    return {
      ...{ id: context.newLineId(), creditNoteId: id, lineNumber: index + 1, salesInvoiceId },
      ...{ salesInvoiceLineId: invoiced.id, deliveryLineId, free: null, itemId, taxCodeId, taxRatePercent, ...credit },
    }
  })
  const totals = totalsOf(lines, currency)
  if (isRefusal(totals)) return totals
  return {
    ...{
      id,
      companyId,
      kind: 'INVOICED',
      status: 'DRAFT',
      customerId,
      salesReturnId,
      creditedOn,
      currency,
      ...totals,
      reason,
      lines,
    },
    ...{ createdBy, approval: null, cancelReason: null, version: 1, createdAt: context.now, confirmedAt: null },
  }
}

/** A share of what an invoice line still charges, with its tax; the last of it takes all that is left. */
function shareOf(invoiced: CreditableLine, baseQuantity: Quantity): { readonly net: Money; readonly tax: Money } {
  const left = quantityLeft(invoiced)
  return {
    net: portion(netLeft(invoiced), baseQuantity, left),
    tax: portion(taxLeft(invoiced), baseQuantity, left),
  }
}

/** The tax on a lower price; with all that is left goes all its tax. */
function taxOf(invoiced: CreditableLine, net: Money): Money {
  const left = taxLeft(invoiced)
  if (isZero(subtract(netLeft(invoiced), net))) return left
  const tax = taxOnNet(net, invoiced.taxRatePercent)
  return compare(tax, left) > 0 ? left : tax
}

function quantityLeft({ baseQuantity, creditedBaseQuantity }: CreditableLine): Quantity {
  return subtractQuantity(baseQuantity, creditedBaseQuantity)
}

function netLeft({ net, creditedNet }: CreditableLine): Money {
  return subtract(net, creditedNet)
}

function taxLeft({ tax, creditedTax }: CreditableLine): Money {
  return subtract(tax, creditedTax)
}

function smaller(left: Quantity, right: Quantity): Quantity {
  return left.lt(right) ? left : right
}

function overCrediting(invoiced: CreditableLine, requested: Money, path: string): OverCrediting {
  return at(
    refuse('OverCrediting', {
      salesInvoiceLineId: invoiced.id,
      invoiced: formatMoney(invoiced.net),
      credited: formatMoney(invoiced.creditedNet),
      requested: formatMoney(requested),
      open: formatMoney(netLeft(invoiced)),
    }),
    path,
  )
}
