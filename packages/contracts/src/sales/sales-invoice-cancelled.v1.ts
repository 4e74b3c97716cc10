import { defineEvent } from '../define.ts'
import { salesInvoice, salesInvoiceExample } from '../sales-invoice.ts'

/** A sales invoice that counted is taken back whole, on its own day; the payload says what it had said. */
export const salesInvoiceCancelled = defineEvent('sales.sales-invoice.cancelled.v1', {
  schema: salesInvoice,
  examples: [{ ...salesInvoiceExample, version: 3 }],
})
