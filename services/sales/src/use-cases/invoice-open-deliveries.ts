import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import { confirmCharge } from '../domain/charge.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
import type { DeliveryNotFound } from '../domain/delivery.ts'
import { type Charge, chargeOfOpen, draftSalesInvoice } from '../domain/draft-sales-invoice.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import type { NotPostable } from '../domain/posting-readiness.ts'
import type { NewSalesInvoice, SalesInvoiceHeader } from '../domain/sales-invoice.ts'
import { lineCountProblem, mostLines } from '../domain/sales-order.ts'
import { findCustomers } from '../store/customers.ts'
import { openAllLegs } from '../store/document-legs.ts'
import { takeNumbers } from '../store/document-numbers.ts'
import { lockInvoiceableLines, takeForInvoice, uninvoicedLineIds } from '../store/invoiceable-lines.ts'
import { findInvoicesOfRun, insertSalesInvoices } from '../store/sales-invoices.ts'
import { announceSalesInvoices } from './announce-sales-invoices.ts'
import { termsOfCustomers } from './invoice-terms.ts'
import { legsOfInvoice } from './legs-of-invoice.ts'
import type { Tx, Unit } from './unit.ts'
import { whyChargesNotPostable } from './why-charges-not-postable.ts'
import { byDelivery, whichDeliveryIsUnknown } from './write-sales-invoice.ts'

/** The most delivery lines that one request invoices; the oldest come first. */
const mostLinesOfRun = 1_000

export interface OpenDeliveries {
  readonly deliveredTo: BusinessDate
  readonly invoicedOn: BusinessDate
  /** Left out: of every customer. */
  readonly customerIds?: readonly string[] | null | undefined
  /** Left out: every delivery. */
  readonly deliveryIds?: readonly string[] | null | undefined
}

/** What one request invoiced, by number. */
export interface InvoicingRun {
  readonly id: string
  readonly salesInvoices: readonly SalesInvoiceHeader[]
}

/**
 * Invoices everything of open deliveries, in a fixed number of statements: one invoice for each customer and currency, or
 * several of at most five hundred lines each, which count at once. Of more lines than one request takes, the oldest.
 */
export async function invoiceOpenDeliveries(
  unit: Unit,
  input: OpenDeliveries,
): Promise<InvoicingRun | CustomerNotFound | DeliveryNotFound | InvalidInput | NotPostable> {
  const { tx, now, caller } = unit
  const { companyId } = caller
  const { deliveredTo, invoicedOn, customerIds, deliveryIds } = input
  if (invoicedOn < deliveredTo) return invalid('invoicedOn', 'BEFORE_DELIVERED_TO')
  const unknown = await whatIsUnknown(unit, input)
  if (unknown) return unknown

  const id = newId()
  const lineIds = await uninvoicedLineIds(
    tx,
    companyId,
    { customerIds, deliveryIds, deliveredTo },
    { limit: mostLinesOfRun },
  )
  const locked = await lockInvoiceableLines(tx, lineIds)
  const charges = [...locked.values()].map(chargeOfOpen).filter(({ baseQuantity }) => baseQuantity.gt(0))
  if (charges.length === 0) return { id, salesInvoices: [] }
  const event = { eventKind: 'SALES_INVOICE', businessDate: invoicedOn, datePath: 'invoicedOn' } as const
  const notPostable = await whyChargesNotPostable(tx, { ...event, companyId }, locked.values())
  if (notPostable) return notPostable

  const terms = await termsOfCustomers(
    tx,
    charges.map(({ delivered }) => delivered.customerId),
  )
  const drafts: NewSalesInvoice[] = []
  for (const ofOne of invoicesOf(charges)) {
    const draft = draftSalesInvoice(
      ofOne,
      { invoicedOn },
      {
        ...{ id: newId(), companyId, runId: id, newLineId: newId, createdBy: caller.userId, now },
        terms: terms.get(ofOne[0]?.delivered.customerId ?? ''),
      },
    )
    if (isRefusal(draft)) return draft
    drafts.push(confirmCharge(draft, now))
  }
  const numbers = await takeNumbers(tx, companyId, 'SALES_INVOICE', { day: invoicedOn, count: drafts.length })
  const invoices = numbers.flatMap((number, place) => {
    const draft = drafts[place]
    return draft ? { ...draft, number } : []
  })
  await insertSalesInvoices(tx, invoices)
  await takeForInvoice(
    tx,
    invoices.flatMap(({ lines }) => lines),
  )
  await openAllLegs(
    tx,
    invoices.map(({ id: invoiceId, lines }) => ({
      ...{ id: invoiceId, companyId, type: 'SALES_INVOICE' },
      kinds: legsOfInvoice(lines.flatMap(({ deliveryLineId }) => locked.get(deliveryLineId) ?? [])),
    })),
  )
  await announceSalesInvoices(unit, invoices, 'CONFIRMED', locked)
  return { id, salesInvoices: invoices }
}

/** What a request invoiced that is asked for once more. */
export async function findInvoicingRun(tx: Tx, runId: string): Promise<InvoicingRun> {
  return { id: runId, salesInvoices: await findInvoicesOfRun(tx, runId) }
}

async function whatIsUnknown(
  unit: Unit,
  { customerIds, deliveryIds }: OpenDeliveries,
): Promise<CustomerNotFound | DeliveryNotFound | InvalidInput | undefined> {
  if (customerIds != null) {
    const problem = lineCountProblem(customerIds.length)
    if (problem) return invalid('customerIds', problem)
    const known = new Set((await findCustomers(unit.tx, customerIds)).map((customer) => customer.id))
    const index = customerIds.findIndex((one) => !known.has(one))
    const customerId = customerIds[index]
    if (customerId !== undefined) return at(refuse('CustomerNotFound', { customerId }), `customerIds.${index}`)
  }
  return deliveryIds == null ? undefined : whichDeliveryIsUnknown(unit, deliveryIds)
}

/** The charges of each invoice: those of one customer and currency, at most as many as a document has lines. */
function invoicesOf(charges: readonly Charge[]): Charge[][] {
  const groups = Map.groupBy(
    charges.toSorted(byDelivery),
    ({ delivered: { customerId, currency } }) => `${customerId} ${currency}`,
  )
  return [...groups.values()].flatMap((ofOne) =>
    Array.from({ length: Math.ceil(ofOne.length / mostLines) }, (_, place) =>
      ofOne.slice(place * mostLines, (place + 1) * mostLines),
    ),
  )
}
