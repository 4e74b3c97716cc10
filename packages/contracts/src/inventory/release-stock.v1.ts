import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Undo the reservation of a document, or see to it that it never happens. Safe to receive twice. */
export const releaseStock = defineCommand('inventory.release-stock.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id, reason: z.string().min(1).max(200) }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      reason: 'Credit limit exceeded',
    },
  ],
})
