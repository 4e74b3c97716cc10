import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The price difference of a cancelled invoice was taken back, or there was none. */
export const purchaseVarianceTakenBack = defineEvent('inventory.purchase-variance.taken-back.v1', {
  schema: z.object({ companyId: id, supplierInvoiceId: id }),
  examples: [{ companyId: exampleIds.company, supplierInvoiceId: exampleIds.supplierInvoice }],
})
