import { defineEvent } from '../define.ts'
import {
  creditNoteExample,
  foreignInvoiceExample,
  supplierInvoice,
  supplierInvoiceExample,
  supplierInvoiceInPartsExample,
} from '../supplier-invoice.ts'

/** A supplier's invoice counts (P2, P9): what was received is owed, with its tax. */
export const supplierInvoiceConfirmed = defineEvent('procurement.supplier-invoice.confirmed.v1', {
  schema: supplierInvoice,
  examples: [supplierInvoiceExample, creditNoteExample, foreignInvoiceExample, supplierInvoiceInPartsExample],
})
