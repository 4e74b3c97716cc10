import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** What is held for the document no longer ends by itself. */
export const stockReservationCommitted = defineEvent('inventory.stock-reservation.committed.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
    },
  ],
})
