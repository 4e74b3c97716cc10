import type { BusinessDate, Currency, Decimal, DueInstalment, Money, Quantity, Refusal } from '@erp/values'
import type { LinePrice } from './sales-order-line.ts'
import type { ReturnableLine } from './sales-return.ts'

/** DRAFT → CONFIRMED: it counts, and finance posts it. Given up, or taken back in red: CANCELLED. */
export type SalesInvoiceStatus = 'DRAFT' | 'CONFIRMED' | 'CANCELLED'

/** What every sales invoice 销售发票 has, whatever its status. */
export interface SalesInvoiceHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: SalesInvoiceStatus
  readonly customerId: string
  /** The day on it and in the books. */
  readonly invoicedOn: BusinessDate
  /** When the last of it is due. */
  readonly dueOn: BusinessDate
  /** None where all of it is due on that day. */
  readonly instalments: readonly DueInstalment[]
  readonly currency: Currency
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  /** What it has in common with all that one request invoiced; null for one that was written by itself. */
  readonly runId: string | null
  readonly createdBy: string
  readonly cancelReason: string | null
  readonly version: number
  readonly createdAt: Date
  /** When it began to count. */
  readonly confirmedAt: Date | null
}

/** Goods of one delivery line that the customer is charged for. What a line charges never changes. */
export interface SalesInvoiceLine {
  readonly id: string
  readonly salesInvoiceId: string
  readonly lineNumber: number
  readonly salesOrderId: string
  readonly deliveryId: string
  readonly deliveryLineId: string
  readonly itemId: string
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  readonly net: Money
  readonly tax: Money
  /** Goods of it that came back and are credited, by drafts too. */
  readonly creditedBaseQuantity: Quantity
  /** What credit notes take off it, for goods and for a lower price. */
  readonly creditedNet: Money
  readonly creditedTax: Money
}

export interface SalesInvoice extends SalesInvoiceHeader {
  readonly lines: readonly SalesInvoiceLine[]
}
export type NewSalesInvoice = Omit<SalesInvoice, 'number'>

/** A line of a confirmed delivery, as a customer is charged for it. */
export interface InvoiceableLine extends ReturnableLine {
  readonly salesOrderId: string
  readonly salesOrderLineId: string
  readonly valuationAreaId: string | null
  readonly taxCodeId: string
  /** The order's price. */
  readonly price: LinePrice
  /** What invoices charge for it already, drafts among them. */
  readonly invoicedNet: Money
  readonly invoicedTax: Money
}

export type SalesInvoiceNotFound = Refusal<'SalesInvoiceNotFound', { salesInvoiceId: string }>
/** The invoice is not where this can be done. */
export type SalesInvoiceStatusWrong = Refusal<
  'SalesInvoiceStatusWrong',
  { status: SalesInvoiceStatus; allowed: readonly SalesInvoiceStatus[] }
>
/** The ledger has not posted it yet, so it cannot be taken back yet. */
export type SalesInvoiceNotPosted = Refusal<'SalesInvoiceNotPosted', { salesInvoiceId: string }>
/** Something of it is credited, perhaps by a draft: that has to be cancelled first. */
export type SalesInvoiceCredited = Refusal<'SalesInvoiceCredited', { salesInvoiceId: string }>
/** More would be charged than went out, did not come back and is not invoiced; quantities in the item's base unit. */
export type OverInvoicing = Refusal<
  'OverInvoicing',
  {
    deliveryLineId: string
    delivered: string
    returned: string
    invoiced: string
    requested: string
    open: string
    path: readonly string[]
  }
>
