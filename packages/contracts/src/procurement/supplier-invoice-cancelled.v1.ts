import { defineEvent } from '../define.ts'
import {
  creditNoteExample,
  foreignInvoiceExample,
  supplierInvoice,
  supplierInvoiceExample,
  supplierInvoiceInPartsExample,
} from '../supplier-invoice.ts'

/** A supplier's invoice that counted is taken back whole, on its own day; the payload says what it had said. */
export const supplierInvoiceCancelled = defineEvent('procurement.supplier-invoice.cancelled.v1', {
  schema: supplierInvoice,
  examples: [supplierInvoiceExample, creditNoteExample, foreignInvoiceExample, supplierInvoiceInPartsExample],
})
