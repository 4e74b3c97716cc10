import {
  add,
  type BusinessDate,
  daysAfter,
  isRefusal,
  type Money,
  parsePositiveQuantity,
  portion,
  type Quantity,
  type QuantityNotExact,
  refuse,
  scheduleOf,
  subtract,
  subtractQuantity,
  taxInGross,
  taxOnNet,
  toBaseQuantity,
  zero,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { openToInvoice } from './invoice-status.ts'
import type { PaymentTerm } from './payment-term.ts'
import type { UnitUnknown } from './replicated-facts.ts'
import type { InvoiceableLine, NewSalesInvoice, OverInvoicing, SalesInvoiceLine } from './sales-invoice.ts'
import { lineCountProblem, totalsOf } from './sales-order.ts'
import { type AnyQuantityInvalid, worthOf } from './sales-order-line.ts'
import { type DeliveryLineNotFound, lineNotFound, unitOf } from './sales-return.ts'

/** The days of an invoice. */
export interface InvoiceDays {
  readonly invoicedOn: BusinessDate
  /** Left out: by the customer's terms. */
  readonly dueOn?: BusinessDate | null | undefined
}

/** When invoices of a customer are due, unless they say otherwise. */
export interface InvoiceTerms {
  readonly paymentDays: number
  /** In which parts and when, instead of those days; null where all is due on one day. */
  readonly paymentTerm: Pick<PaymentTerm, 'instalments' | 'earlyPayment'> | null
}

/** What a person says about what is charged. */
export interface SalesInvoiceInput extends InvoiceDays {
  readonly lines: readonly {
    readonly deliveryLineId: string
    /** Left out: all that is open. */
    readonly quantity?: string | null | undefined
    /** Left out: the delivery line's unit. */
    readonly unit?: string | null | undefined
  }[]
}

/** So much of a delivery line, in a unit of its item. */
export interface Charge {
  readonly delivered: InvoiceableLine
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
}

export type InvoiceDraftRefused =
  | InvalidInput
  | DeliveryLineNotFound
  | OverInvoicing
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })

/** What the lines of the input charge for; `deliveryLines` are locked by the caller. */
export function readCharges(
  { lines }: SalesInvoiceInput,
  deliveryLines: ReadonlyMap<string, InvoiceableLine>,
): Charge[] | InvoiceDraftRefused {
  const charges = new Map<string, Charge>()
  for (const [index, { deliveryLineId, quantity: text, unit: wanted }] of lines.entries()) {
    const path = `lines.${index}`
    const delivered = deliveryLines.get(deliveryLineId)
    if (!delivered) return lineNotFound(deliveryLineId, `${path}.deliveryLineId`)
    if (charges.has(delivered.id)) return invalid(`${path}.deliveryLineId`, 'NAMED_TWICE')
    if (text == null) {
      const open = openToInvoice(delivered)
      if (open.isZero()) return overInvoicing(delivered, open, `${path}.deliveryLineId`)
      charges.set(delivered.id, chargeOfOpen(delivered))
      continue
    }
    const unit = wanted ?? delivered.unit
    const factor = unitOf(delivered, unit)
    if (isRefusal(factor)) return at(factor, `${path}.unit`)
    const quantity = parsePositiveQuantity(text)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    if (baseQuantity.gt(openToInvoice(delivered))) return overInvoicing(delivered, baseQuantity, `${path}.quantity`)
    charges.set(delivered.id, { delivered, unit, quantity, baseQuantity })
  }
  return [...charges.values()]
}

/** All that is open of a delivery line, in its own unit or, where that cannot say it exactly, in the item's base unit. */
export function chargeOfOpen(delivered: InvoiceableLine): Charge {
  const baseQuantity = openToInvoice(delivered)
  const { numerator, denominator } = delivered.factor
  const quantity = toBaseQuantity(baseQuantity, { numerator: denominator, denominator: numerator })
  if (!isRefusal(quantity)) return { delivered, unit: delivered.unit, quantity, baseQuantity }
  if (!delivered.item) throw new Error(`The item ${delivered.itemId} of a delivery is not known`)
  return { delivered, unit: delivered.item.baseUnit, quantity: baseQuantity, baseQuantity }
}

/** A draft that charges one customer for goods that went out; what it charges for is taken off the delivery lines with it. */
export function draftSalesInvoice(
  charges: readonly Charge[],
  days: InvoiceDays,
  context: {
    readonly id: string
    readonly companyId: string
    readonly runId: string | null
    readonly terms: InvoiceTerms | undefined
    readonly newLineId: () => string
    readonly createdBy: string
    readonly now: Date
  },
): NewSalesInvoice | InvalidInput {
  const [first] = charges
  const problem = lineCountProblem(charges.length)
  if (!first || problem) return invalid('lines', problem ?? 'EMPTY')
  const { customerId, currency } = first.delivered
  const stranger = charges.findIndex(({ delivered }) => delivered.customerId !== customerId)
  if (stranger >= 0) return invalid(`lines.${stranger}.deliveryLineId`, 'OTHER_CUSTOMER')
  if (charges.some(({ delivered }) => days.invoicedOn < delivered.deliveredOn))
    return invalid('invoicedOn', 'BEFORE_THE_DELIVERY')
  if (days.dueOn != null && days.dueOn < days.invoicedOn) return invalid('dueOn', 'BEFORE_THE_INVOICE')

  const { id, companyId, runId, createdBy } = context
  const lines = charges.map((charge, index): SalesInvoiceLine => {
    const { delivered, unit, quantity, baseQuantity } = charge
    const { salesOrderId, deliveryId, itemId, taxCodeId, price } = delivered
    return {
      ...{ id: context.newLineId(), salesInvoiceId: id, lineNumber: index + 1 },
      ...{ salesOrderId, deliveryId, deliveryLineId: delivered.id, itemId, unit, quantity, baseQuantity },
      ...{ taxCodeId, taxRatePercent: price.taxRatePercent, ...amountsOf(charge) },
      ...{ creditedBaseQuantity: zeroQuantity, creditedNet: zero(currency), creditedTax: zero(currency) },
    }
  })
  const totals = totalsOf(lines, currency)
  if (isRefusal(totals)) return totals
  return {
    ...{ id, companyId, status: 'DRAFT', customerId, invoicedOn: days.invoicedOn, currency, ...totals, lines },
    ...whenDue(days, context.terms, totals.gross),
    ...{ runId, createdBy, cancelReason: null, version: 1, createdAt: context.now, confirmedAt: null },
  }
}

/** All on the day that was said, else by the customer's terms. */
function whenDue(
  { invoicedOn, dueOn }: InvoiceDays,
  { paymentDays, paymentTerm }: InvoiceTerms = { paymentDays: 0, paymentTerm: null },
  gross: Money,
): Pick<NewSalesInvoice, 'dueOn' | 'instalments'> {
  if (dueOn != null) return { dueOn, instalments: [] }
  const schedule = paymentTerm === null ? [] : scheduleOf(paymentTerm, invoicedOn, gross)
  return { dueOn: schedule.at(-1)?.dueOn ?? daysAfter(invoicedOn, paymentDays), instalments: schedule }
}

/**
 * What so much of a delivery line is charged at the order's price: a share of what is not charged yet, the last of it all
 * that is left, so that the parts add up to what the line is worth. Where prices include tax that holds for the amount with
 * tax, which is taken apart; else for the net amount, which the tax is figured on.
 */
export function amountsOf({ delivered, baseQuantity }: Pick<Charge, 'delivered' | 'baseQuantity'>): {
  readonly net: Money
  readonly tax: Money
} {
  const { price, currency, invoicedNet, invoicedTax } = delivered
  const worth = worthOf(price, delivered.quantity, currency)
  const left = subtractQuantity(delivered.baseQuantity, delivered.invoicedBaseQuantity)
  if (price.pricesIncludeTax) {
    const gross = subtract(add(worth.net, worth.tax), add(invoicedNet, invoicedTax))
    return taxInGross(portion(gross, baseQuantity, left), price.taxRatePercent)
  }
  const net = portion(subtract(worth.net, invoicedNet), baseQuantity, left)
  return { net, tax: taxOnNet(net, price.taxRatePercent) }
}

export function overInvoicing(delivered: InvoiceableLine, requested: Quantity, path: string): OverInvoicing {
  return at(
    refuse('OverInvoicing', {
      deliveryLineId: delivered.id,
      delivered: delivered.baseQuantity.toFixed(),
      returned: delivered.returnedBaseQuantity.toFixed(),
      invoiced: delivered.invoicedBaseQuantity.toFixed(),
      requested: requested.toFixed(),
      open: openToInvoice(delivered).toFixed(),
    }),
    path,
  )
}
