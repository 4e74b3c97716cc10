import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** A price difference cannot be taken back at the same value; it stays as it was. */
export const purchaseVarianceKept = defineEvent('inventory.purchase-variance.kept.v1', {
  schema: z.object({
    companyId: id,
    supplierInvoiceId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      supplierInvoiceId: exampleIds.supplierInvoice,
      reason: 'STOCK_USED_SINCE',
      facts: { itemId: exampleIds.item },
    },
  ],
})
