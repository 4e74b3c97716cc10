import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The issue of a delivery is not possible; nothing changed. */
export const deliveryIssueRefused = defineEvent('inventory.delivery-issue.refused.v1', {
  schema: z.object({
    companyId: id,
    deliveryId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      deliveryId: exampleIds.delivery,
      reason: 'STOCK_INSUFFICIENT',
      facts: { itemId: exampleIds.item, available: '3', requested: '10' },
    },
  ],
})
