import { documentsMoved } from '@erp/service-kit'
import { refuseInvoice } from '../domain/confirm-invoice.ts'
import type { ReturnRefusal } from '../domain/purchase-return.ts'
import type { SupplierInvoice, SupplierInvoiceStatus } from '../domain/supplier-invoice.ts'
import { awaitLedger, blockLegs, refuseLegs } from '../store/document-legs.ts'
import { releaseMatched } from '../store/matched-goods.ts'
import { lockSupplierInvoice, saveHeader, saveSupplierInvoice } from '../store/supplier-invoices.ts'
import { announceSupplierInvoice } from './announce-supplier-invoice.ts'
import type { Unit } from './unit.ts'

/** Which conversation with inventory about which invoice has ended. */
export interface InvoiceAttempt {
  readonly supplierInvoiceId: string
  readonly sagaId: string
}

/** Inventory has borne the price difference: the invoice counts. */
export async function completeSupplierInvoice(unit: Unit, attempt: InvoiceAttempt): Promise<void> {
  const invoice = await underWay(unit, attempt, 'CONFIRMING')
  const confirmed = await saveHeader(unit.tx, { ...invoice, status: 'CONFIRMED', confirmedAt: unit.now })
  await announceSupplierInvoice(unit, confirmed, 'CONFIRMED')
  documentsMoved(unit, [confirmed.id])
}

/** Inventory could not bear it: what was matched is free again and the reason is there for a clerk. */
export async function refuseSupplierInvoice(
  unit: Unit,
  attempt: InvoiceAttempt,
  refusal: ReturnRefusal,
): Promise<void> {
  const invoice = await underWay(unit, attempt, 'CONFIRMING')
  await releaseMatched(unit.tx, invoice)
  await saveSupplierInvoice(unit.tx, refuseInvoice(invoice, refusal))
  await refuseLegs(unit.tx, invoice.id, refusal)
  documentsMoved(unit, [invoice.id])
}

/** Inventory has taken the price difference back: the invoice does not count any more. */
export async function completeCancelling(unit: Unit, attempt: InvoiceAttempt): Promise<void> {
  await endCancelled(unit, await underWay(unit, attempt, 'CANCELLING'))
}

/** The price difference cannot be taken back at the same value: the invoice stands, and the reason is there for a clerk. */
export async function keepSupplierInvoice(unit: Unit, attempt: InvoiceAttempt, refusal: ReturnRefusal): Promise<void> {
  const invoice = await underWay(unit, attempt, 'CANCELLING')
  await saveHeader(unit.tx, { ...invoice, status: 'CONFIRMED', refusal, cancelReason: null })
  await awaitLedger(unit.tx, invoice.id, -2)
  documentsMoved(unit, [invoice.id])
}

/** Nobody knows yet what inventory did: everything stays as it is, and the legs say what is waited for. */
export async function suspendSupplierInvoice(unit: Unit, attempt: InvoiceAttempt, reason: string): Promise<void> {
  await blockLegs(unit.tx, attempt.supplierInvoiceId, reason)
  documentsMoved(unit, [attempt.supplierInvoiceId])
}

/** Gives back what the invoice took of its receipts or returns, and tells finance to take its voucher back. */
export async function endCancelled(unit: Unit, invoice: SupplierInvoice): Promise<SupplierInvoice> {
  await releaseMatched(unit.tx, invoice)
  const cancelled = await saveHeader(unit.tx, { ...invoice, status: 'CANCELLED', refusal: null })
  await announceSupplierInvoice(unit, cancelled, 'CANCELLED')
  documentsMoved(unit, [cancelled.id])
  return cancelled
}

/** The invoice as its own attempt left it: nothing else changes an invoice while one is under way. */
async function underWay(
  { tx }: Unit,
  { supplierInvoiceId, sagaId }: InvoiceAttempt,
  status: SupplierInvoiceStatus,
): Promise<SupplierInvoice> {
  const invoice = await lockSupplierInvoice(tx, supplierInvoiceId)
  if (invoice?.status !== status || invoice.sagaId !== sagaId)
    throw new Error(`The supplier invoice ${supplierInvoiceId} is not ${status} by ${sagaId}`)
  return invoice
}
