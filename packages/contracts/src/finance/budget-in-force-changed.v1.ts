import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, id, version } from '../wire.ts'

/**
 * A budget 预算 came into force for a year in place of the one before: these are the accounts it budgets. Whoever spends on
 * others need not ask for a reservation.
 */
export const budgetInForceChanged = defineEvent('finance.budget-in-force.changed.v1', {
  schema: z.object({
    companyId: id,
    year: z.string().regex(/^\d{4}$/),
    accountCodes: z.array(code).max(24_000),
    /** How many versions have been in force for the year, this one included. */
    version,
  }),
  examples: [{ companyId: exampleIds.company, year: '2026', accountCodes: ['1405', '6602'], version: 1 }],
})
