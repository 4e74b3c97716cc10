import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The goods of a delivery left the stock. */
export const deliveryIssueDone = defineEvent('inventory.delivery-issue.done.v1', {
  schema: z.object({ companyId: id, deliveryId: id, stockDocumentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      deliveryId: exampleIds.delivery,
      stockDocumentId: exampleIds.stockDocument,
    },
  ],
})
