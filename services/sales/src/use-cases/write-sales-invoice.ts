import { isRefusal, newId, refuse } from '@erp/values'
import type { DeliveryNotFound } from '../domain/delivery.ts'
import {
  type Charge,
  chargeOfOpen,
  draftSalesInvoice,
  type InvoiceDays,
  type InvoiceDraftRefused,
  readCharges,
  type SalesInvoiceInput,
} from '../domain/draft-sales-invoice.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import type { SalesInvoice } from '../domain/sales-invoice.ts'
import { lineCountProblem, mostLines } from '../domain/sales-order.ts'
import { findDeliveryHeaders } from '../store/deliveries.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { lockInvoiceableLines, takeForInvoice, uninvoicedLineIds } from '../store/invoiceable-lines.ts'
import { insertSalesInvoices } from '../store/sales-invoices.ts'
import { termsOfCustomers } from './invoice-terms.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of what a customer is charged for lines of deliveries, and takes it off them. */
export async function createSalesInvoice(
  unit: Unit,
  input: SalesInvoiceInput,
): Promise<SalesInvoice | InvoiceDraftRefused> {
  const deliveryLines = await lockInvoiceableLines(
    unit.tx,
    input.lines.map(({ deliveryLineId }) => deliveryLineId),
  )
  const charges = readCharges(input, deliveryLines)
  return isRefusal(charges) ? charges : writeDraft(unit, charges, input)
}

/** Carries deliveries down into an invoice 下推: a draft of everything of them that is not invoiced yet. */
export async function invoiceDeliveries(
  unit: Unit,
  { deliveryIds, ...days }: InvoiceDays & { readonly deliveryIds: readonly string[] },
): Promise<SalesInvoice | DeliveryNotFound | InvalidInput> {
  const { tx, caller } = unit
  const unknown = await whichDeliveryIsUnknown(unit, deliveryIds)
  if (unknown) return unknown
  const lineIds = await uninvoicedLineIds(tx, caller.companyId, { deliveryIds }, { limit: mostLines + 1 })
  const problem = lineCountProblem(lineIds.length)
  if (problem) return invalid('deliveryIds', problem === 'EMPTY' ? 'NOTHING_TO_INVOICE' : problem)
  const locked = await lockInvoiceableLines(tx, lineIds)
  const charges = [...locked.values()].map(chargeOfOpen).filter(({ baseQuantity }) => baseQuantity.gt(0))
  const [first] = charges
  if (!first) return invalid('deliveryIds', 'NOTHING_TO_INVOICE')
  if (charges.some(({ delivered }) => delivered.customerId !== first.delivered.customerId))
    return invalid('deliveryIds', 'OTHER_CUSTOMER')
  return writeDraft(unit, charges.toSorted(byDelivery), days)
}

/** Refuses the first of these deliveries that the company does not have. */
export async function whichDeliveryIsUnknown(
  { tx }: Unit,
  deliveryIds: readonly string[],
): Promise<DeliveryNotFound | InvalidInput | undefined> {
  const problem = lineCountProblem(deliveryIds.length)
  if (problem) return invalid('deliveryIds', problem)
  const known = new Set((await findDeliveryHeaders(tx, deliveryIds)).map(({ id }) => id))
  const index = deliveryIds.findIndex((id) => !known.has(id))
  const deliveryId = deliveryIds[index]
  return deliveryId === undefined ? undefined : at(refuse('DeliveryNotFound', { deliveryId }), `deliveryIds.${index}`)
}

async function writeDraft(
  unit: Unit,
  charges: readonly Charge[],
  days: InvoiceDays,
): Promise<SalesInvoice | InvalidInput> {
  const { tx, now, caller } = unit
  const { companyId, userId: createdBy } = caller
  const customerId = charges[0]?.delivered.customerId ?? ''
  const terms = await termsOfCustomers(tx, [customerId])
  const draft = draftSalesInvoice(charges, days, {
    ...{ id: newId(), companyId, runId: null, newLineId: newId, createdBy, now },
    terms: terms.get(customerId),
  })
  if (isRefusal(draft)) return draft
  const invoice = { ...draft, number: await takeNumber(tx, companyId, 'SALES_INVOICE', draft.invoicedOn) }
  await insertSalesInvoices(tx, [invoice])
  await takeForInvoice(tx, invoice.lines)
  return invoice
}

/** Delivery by delivery, oldest first, and in each by line number. */
export function byDelivery({ delivered: left }: Charge, { delivered: right }: Charge): number {
  if (left.deliveryId !== right.deliveryId) return left.deliveryId < right.deliveryId ? -1 : 1
  return left.lineNumber - right.lineNumber
}
