import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The goods of a purchase return left the stock. */
export const purchaseReturnIssueDone = defineEvent('inventory.purchase-return-issue.done.v1', {
  schema: z.object({
    companyId: id,
    purchaseReturnId: id,
    stockDocumentId: id,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      purchaseReturnId: exampleIds.purchaseReturn,
      stockDocumentId: exampleIds.stockDocument,
    },
  ],
})
