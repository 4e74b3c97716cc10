import { refuse } from '@erp/values'
import type { InvalidInput, StaleVersion } from '../domain/input.ts'
import type { NotPostable, PeriodNotOpen } from '../domain/posting-readiness.ts'
import type {
  InvoiceableLine,
  OverInvoicing,
  SalesInvoice,
  SalesInvoiceCredited,
  SalesInvoiceNotFound,
  SalesInvoiceNotPosted,
  SalesInvoiceStatusWrong,
} from '../domain/sales-invoice.ts'
import { type DeliveryLineNotFound, lineNotFound } from '../domain/sales-return.ts'
import { whyCredited, whyNotChargeable } from '../domain/settle-sales-invoice.ts'
import { lockInvoiceableLines, releaseFromInvoice } from '../store/invoiceable-lines.ts'
import { lockSalesInvoice, saveSalesInvoice } from '../store/sales-invoices.ts'
import { announceSalesInvoices } from './announce-sales-invoices.ts'
import { legsOfInvoice } from './legs-of-invoice.ts'
import { type ChargeKind, cancelCharge, confirmCharge } from './settle-charge.ts'
import type { Unit } from './unit.ts'

interface SeenInvoice {
  readonly salesInvoiceId: string
  readonly expectedVersion: number
}

const salesInvoices: ChargeKind<
  SalesInvoice,
  InvoiceableLine,
  SalesInvoiceNotFound,
  SalesInvoiceStatusWrong,
  SalesInvoiceNotPosted
> = {
  type: 'SALES_INVOICE',
  lock: lockSalesInvoice,
  lockLines: (tx, { lines }) =>
    lockInvoiceableLines(
      tx,
      lines.map(({ deliveryLineId }) => deliveryLineId),
    ),
  save: saveSalesInvoice,
  release: (tx, { lines }) => releaseFromInvoice(tx, lines),
  announce: (unit, invoice, fact, lines) => announceSalesInvoices(unit, [invoice], fact, lines),
  legs: (lines) => legsOfInvoice(lines.values()),
  eventOf: ({ invoicedOn }) => ({
    eventKind: 'SALES_INVOICE',
    businessDate: invoicedOn,
    datePath: 'salesInvoiceId',
  }),
  notFound: (salesInvoiceId) => refuse('SalesInvoiceNotFound', { salesInvoiceId }),
  statusWrong: (status, allowed) => refuse('SalesInvoiceStatusWrong', { status, allowed }),
  notPosted: (salesInvoiceId) => refuse('SalesInvoiceNotPosted', { salesInvoiceId }),
}

/** A draft counts from now on: the customer owes it, and finance is told (S2). */
export function confirmSalesInvoice(
  unit: Unit,
  { salesInvoiceId: id, expectedVersion }: SeenInvoice,
): Promise<
  | SalesInvoice
  | SalesInvoiceNotFound
  | SalesInvoiceStatusWrong
  | StaleVersion
  | DeliveryLineNotFound
  | OverInvoicing
  | NotPostable
> {
  return confirmCharge(unit, salesInvoices, { id, expectedVersion }, whyNotChargeable)
}

/** Gives up a draft, or takes back an invoice that counts, in red, unless something is credited of it. */
export function cancelSalesInvoice(
  unit: Unit,
  { salesInvoiceId: id, expectedVersion, reason }: SeenInvoice & { readonly reason: string },
): Promise<
  | SalesInvoice
  | SalesInvoiceNotFound
  | SalesInvoiceStatusWrong
  | SalesInvoiceNotPosted
  | SalesInvoiceCredited
  | StaleVersion
  | DeliveryLineNotFound
  | PeriodNotOpen
  | InvalidInput
> {
  return cancelCharge(unit, salesInvoices, { id, expectedVersion, reason }, whyNotCancellable)
}

/** Whoever sees some warehouses only does nothing about goods of others. */
function whyNotCancellable(
  invoice: SalesInvoice,
  deliveryLines: ReadonlyMap<string, InvoiceableLine>,
): DeliveryLineNotFound | SalesInvoiceCredited | undefined {
  const unseen = invoice.lines.find(({ deliveryLineId }) => !deliveryLines.has(deliveryLineId))
  return unseen ? lineNotFound(unseen.deliveryLineId, 'salesInvoiceId') : whyCredited(invoice)
}
