import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Nothing is reserved of budgets for the document any more, or ever will be by the command that was taken back. */
export const budgetReservationReleased = defineEvent('finance.budget-reservation.released.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [{ companyId: exampleIds.company, documentType: 'PURCHASE_ORDER', documentId: exampleIds.purchaseOrder }],
})
