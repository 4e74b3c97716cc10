import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Nothing is kept for the document any more, or ever will be by the command that was taken back. */
export const stockReservationReleased = defineEvent('inventory.stock-reservation.released.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
    },
  ],
})
