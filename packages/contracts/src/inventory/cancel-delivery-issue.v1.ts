import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** Undo the issue of a delivery, or see to it that it never happens. Safe to receive twice. */
export const cancelDeliveryIssue = defineCommand('inventory.cancel-delivery-issue.v1', {
  schema: z.object({ companyId: id, deliveryId: id, reason: z.string().min(1).max(200) }),
  examples: [{ companyId: exampleIds.company, deliveryId: exampleIds.delivery, reason: 'No answer from inventory' }],
})
