import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The goods of a sales return are in stock. */
export const salesReturnReceiptDone = defineEvent('inventory.sales-return-receipt.done.v1', {
  schema: z.object({ companyId: id, salesReturnId: id, stockDocumentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      salesReturnId: exampleIds.salesReturn,
      stockDocumentId: exampleIds.stockDocument,
    },
  ],
})
