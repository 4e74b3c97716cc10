import { z } from 'zod'
import { budgetShortage, budgetShortageExample } from '../budget-shortage.ts'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/** What a document will spend is reserved of budgets, whatever of it nothing is budgeted for; `shortages` only warn. */
export const budgetReservationReserved = defineEvent('finance.budget-reservation.reserved.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    shortages: z.array(budgetShortage).max(1000),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, documentType: 'PURCHASE_ORDER', documentId: exampleIds.purchaseOrder },
      shortages: [{ ...budgetShortageExample, level: 'WARN' }],
    },
  ],
})
