import { refuse } from '@erp/values'
import { type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import { type DatedEvent, type NotPostable, type PeriodNotOpen, whyPeriodNotOpen } from '../domain/posting-readiness.ts'
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
import {
  cancelSalesInvoice as cancel,
  confirmSalesInvoice as confirm,
  requireInvoiceStatus,
  whyCredited,
  whyNotChargeable,
} from '../domain/settle-sales-invoice.ts'
import { findLegs, openLegs } from '../store/document-legs.ts'
import { lockInvoiceableLines, releaseFromInvoice } from '../store/invoiceable-lines.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import { lockSalesInvoice, saveSalesInvoice } from '../store/sales-invoices.ts'
import { announceSalesInvoices } from './announce-sales-invoices.ts'
import type { Unit } from './unit.ts'
import { whyChargesNotPostable } from './why-charges-not-postable.ts'

interface SeenInvoice {
  readonly salesInvoiceId: string
  readonly expectedVersion: number
}

/** A draft counts from now on: the customer owes it, and finance is told (S2). */
export async function confirmSalesInvoice(
  unit: Unit,
  { salesInvoiceId, expectedVersion }: SeenInvoice,
): Promise<
  | SalesInvoice
  | SalesInvoiceNotFound
  | SalesInvoiceStatusWrong
  | StaleVersion
  | DeliveryLineNotFound
  | OverInvoicing
  | NotPostable
> {
  const { tx } = unit
  const invoice = await lockSalesInvoice(tx, salesInvoiceId)
  if (!invoice) return refuse('SalesInvoiceNotFound', { salesInvoiceId })
  const wrong = requireInvoiceStatus(invoice, 'DRAFT') ?? requireVersion(invoice, expectedVersion)
  if (wrong) return wrong
  const deliveryLines = await lockLinesOf(unit, invoice)
  const refused =
    whyNotChargeable(invoice, deliveryLines) ??
    (await whyChargesNotPostable(tx, { ...eventOf(invoice), companyId: invoice.companyId }, deliveryLines.values()))
  if (refused) return refused
  const confirmed = await saveSalesInvoice(tx, confirm(invoice, unit.now))
  await openLegs(tx, { id: confirmed.id, companyId: confirmed.companyId, type: 'SALES_INVOICE', kinds: ['LEDGER'] })
  await announceSalesInvoices(unit, [confirmed], 'CONFIRMED', deliveryLines)
  return confirmed
}

/**
 * Gives up a draft, or takes back an invoice that counts: in red on its own day, whose period must be open. Its voucher must
 * be posted first, so that what is told of its leg from now on is about the way back.
 */
export async function cancelSalesInvoice(
  unit: Unit,
  { salesInvoiceId, expectedVersion, reason }: SeenInvoice & { readonly reason: string },
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
  const { tx } = unit
  const reasonProblem = textProblem(reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const invoice = await lockSalesInvoice(tx, salesInvoiceId)
  if (!invoice) return refuse('SalesInvoiceNotFound', { salesInvoiceId })
  const wrong = requireInvoiceStatus(invoice, 'DRAFT', 'CONFIRMED') ?? requireVersion(invoice, expectedVersion)
  if (wrong) return wrong
  const deliveryLines = await lockLinesOf(unit, invoice)
  const unseen = invoice.lines.find(({ deliveryLineId }) => !deliveryLines.has(deliveryLineId))
  if (unseen) return lineNotFound(unseen.deliveryLineId, 'salesInvoiceId')
  const takenBack = invoice.status === 'CONFIRMED'
  const inTheWay = whyCredited(invoice) ?? (takenBack ? await whyNotTakenBack(unit, invoice) : undefined)
  if (inTheWay) return inTheWay

  const cancelled = await saveSalesInvoice(tx, cancel(invoice, reason))
  await releaseFromInvoice(tx, cancelled.lines)
  if (!takenBack) return cancelled
  await openLegs(tx, { id: cancelled.id, companyId: cancelled.companyId, type: 'SALES_INVOICE', kinds: ['LEDGER'] })
  await announceSalesInvoices(unit, [cancelled], 'CANCELLED', deliveryLines)
  return cancelled
}

async function whyNotTakenBack(
  { tx }: Unit,
  invoice: SalesInvoice,
): Promise<SalesInvoiceNotPosted | PeriodNotOpen | undefined> {
  const { id: salesInvoiceId, companyId } = invoice
  const legs = await findLegs(tx, [salesInvoiceId])
  if (legs.some(({ state }) => state !== 'POSTED')) return refuse('SalesInvoiceNotPosted', { salesInvoiceId })
  const event = eventOf(invoice)
  return whyPeriodNotOpen(event, await readPostingFacts(tx, companyId, event))
}

function eventOf({ invoicedOn }: SalesInvoice): DatedEvent {
  return { eventKind: 'SALES_INVOICE', businessDate: invoicedOn, datePath: 'salesInvoiceId' }
}

function lockLinesOf({ tx }: Unit, { lines }: SalesInvoice): Promise<Map<string, InvoiceableLine>> {
  return lockInvoiceableLines(
    tx,
    lines.map(({ deliveryLineId }) => deliveryLineId),
  )
}
