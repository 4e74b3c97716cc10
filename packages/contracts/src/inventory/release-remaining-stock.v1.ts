import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Give back what is still kept for a document that has got all it will get. Cannot be refused. */
export const releaseRemainingStock = defineCommand('inventory.release-remaining-stock.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
    },
  ],
})
