import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** Stock and the cost of goods gone bear the price difference of a supplier's invoice. */
export const purchaseVarianceBorne = defineEvent('inventory.purchase-variance.borne.v1', {
  schema: z.object({ companyId: id, supplierInvoiceId: id, stockDocumentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      supplierInvoiceId: exampleIds.supplierInvoice,
      stockDocumentId: exampleIds.stockDocument,
    },
  ],
})
