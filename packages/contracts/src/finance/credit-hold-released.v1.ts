import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** No credit is held for the document any more, or ever will be by the command that was taken back. */
export const creditHoldReleased = defineEvent('finance.credit-hold.released.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [{ companyId: exampleIds.company, documentType: 'SALES_ORDER', documentId: exampleIds.salesOrder }],
})
