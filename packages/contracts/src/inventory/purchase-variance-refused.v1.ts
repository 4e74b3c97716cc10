import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** Stock cannot bear the price difference of an invoice now; nothing changed. */
export const purchaseVarianceRefused = defineEvent('inventory.purchase-variance.refused.v1', {
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
      reason: 'GOODS_RECEIPT_NOT_POSTED',
      facts: { goodsReceiptId: exampleIds.goodsReceipt },
    },
  ],
})
