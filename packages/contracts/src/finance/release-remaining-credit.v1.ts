import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** A document has ended: what is still held of the customer's credit for it is let go. Safe to receive twice. */
export const releaseRemainingCredit = defineCommand('finance.release-remaining-credit.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [{ companyId: exampleIds.company, documentType: 'SALES_ORDER', documentId: exampleIds.salesOrder }],
})
