import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The goods of a delivery are back in stock. */
export const deliveryIssueTakenBack = defineEvent('inventory.delivery-issue.taken-back.v1', {
  schema: z.object({ companyId: id, deliveryId: id }),
  examples: [{ companyId: exampleIds.company, deliveryId: exampleIds.delivery }],
})
