import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The issue of a delivery cannot be taken back; it stands, and nothing changed. */
export const deliveryIssueKept = defineEvent('inventory.delivery-issue.kept.v1', {
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
      reason: 'PERIOD_NOT_OPEN',
      facts: { period: '2026-10', status: 'CLOSED' },
    },
  ],
})
