import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** Undo what was reserved of budgets for a document, or see to it that it never happens. Safe to receive twice. */
export const releaseBudget = defineCommand('finance.release-budget.v1', {
  schema: z.object({ companyId: id, documentType: documentKind, documentId: id }),
  examples: [{ companyId: exampleIds.company, documentType: 'PURCHASE_ORDER', documentId: exampleIds.purchaseOrder }],
})
