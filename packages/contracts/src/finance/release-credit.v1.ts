import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Undo the hold on a customer's credit for a document, or see to it that it never happens. Safe to receive twice. */
export const releaseCredit = defineCommand('finance.release-credit.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [{ companyId: exampleIds.company, documentType: 'SALES_ORDER', documentId: exampleIds.salesOrder }],
})
