import { defineEvent } from '../define.ts'
import { salesInvoice, salesInvoiceExample, salesInvoiceInPartsExample } from '../sales-invoice.ts'

/** A sales invoice counts (S2): a customer owes what was delivered, with its tax, until `dueOn`. */
export const salesInvoiceConfirmed = defineEvent('sales.sales-invoice.confirmed.v1', {
  schema: salesInvoice,
  examples: [salesInvoiceExample, salesInvoiceInPartsExample],
})
