import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** Take the goods of a delivery that was issued back into stock, at what they left with, whole or not at all. */
export const takeBackDelivery = defineCommand('inventory.take-back-delivery.v1', {
  schema: z.object({ companyId: id, deliveryId: id }),
  examples: [{ companyId: exampleIds.company, deliveryId: exampleIds.delivery }],
})
