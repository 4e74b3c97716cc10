import { z } from 'zod'
import { budgetShortage, budgetShortageExample } from '../budget-shortage.ts'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id } from '../wire.ts'

/**
 * Budgets that block do not cover the document (BUDGET_EXCEEDED), or nobody knows what it is worth in the currency of the books
 * (EXCHANGE_RATE_MISSING). What it had reserved before stays as it was.
 */
export const budgetReservationRefused = defineEvent('finance.budget-reservation.refused.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    reason: z.string().min(1).max(60),
    shortages: z.array(budgetShortage).max(1000),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, documentType: 'PURCHASE_ORDER', documentId: exampleIds.purchaseOrder },
      ...{ reason: 'BUDGET_EXCEEDED', shortages: [budgetShortageExample] },
    },
  ],
})
