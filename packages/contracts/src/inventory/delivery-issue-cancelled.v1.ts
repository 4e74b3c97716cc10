import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The issue of a delivery was undone, or will never happen. */
export const deliveryIssueCancelled = defineEvent('inventory.delivery-issue.cancelled.v1', {
  schema: z.object({ companyId: id, deliveryId: id }),
  examples: [{ companyId: exampleIds.company, deliveryId: exampleIds.delivery }],
})
