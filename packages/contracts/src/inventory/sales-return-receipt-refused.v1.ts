import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The receipt of a sales return is not possible; nothing changed. */
export const salesReturnReceiptRefused = defineEvent('inventory.sales-return-receipt.refused.v1', {
  schema: z.object({
    companyId: id,
    salesReturnId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      salesReturnId: exampleIds.salesReturn,
      reason: 'RETURNED_TOO_MUCH',
      facts: { deliveryLineId: exampleIds.deliveryLine, returnable: '3', requested: '5' },
    },
  ],
})
