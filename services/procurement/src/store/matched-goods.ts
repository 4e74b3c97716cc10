import { goodsOf, type SupplierInvoice } from '../domain/supplier-invoice.ts'
import { releaseFromCredit, takeForCredit } from './creditable-lines.ts'
import type { Tx } from './database.ts'
import { releaseFromInvoice, takeForInvoice } from './invoiceable-lines.ts'

/** Takes what an invoice was matched with off its receipt lines, and a credit note off its return lines. */
export function takeMatched(tx: Tx, invoice: SupplierInvoice): Promise<void> {
  return invoice.kind === 'CREDIT_NOTE' ? takeForCredit(tx, invoice) : takeForInvoice(tx, goodsOf(invoice))
}

/** Gives it back when the invoice does not stand. */
export function releaseMatched(tx: Tx, invoice: SupplierInvoice): Promise<void> {
  return invoice.kind === 'CREDIT_NOTE' ? releaseFromCredit(tx, invoice) : releaseFromInvoice(tx, goodsOf(invoice))
}
