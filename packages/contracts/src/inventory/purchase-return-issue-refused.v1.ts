import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The goods of a purchase return cannot leave the stock; nothing changed. */
export const purchaseReturnIssueRefused = defineEvent('inventory.purchase-return-issue.refused.v1', {
  schema: z.object({
    companyId: id,
    purchaseReturnId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      purchaseReturnId: exampleIds.purchaseReturn,
      reason: 'STOCK_INSUFFICIENT',
      facts: { itemId: exampleIds.item, available: '3', requested: '10' },
    },
  ],
})
