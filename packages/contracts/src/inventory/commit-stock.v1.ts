import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Make what is held for a document firm, so that it no longer ends by itself. Refused when nothing is held any more. */
export const commitStock = defineCommand('inventory.commit-stock.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
    },
  ],
})
