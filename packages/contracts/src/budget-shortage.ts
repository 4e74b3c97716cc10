import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, code, id, period } from './wire.ts'

/** A budget item 预算项 that does not cover what is asked of it, and how it binds; `available` may be negative. */
export const budgetShortage = z.object({
  accountCode: code,
  departmentId: id.optional(),
  projectId: id.optional(),
  period,
  span: z.enum(['PERIOD', 'TO_DATE', 'YEAR']),
  level: z.enum(['WARN', 'BLOCK']),
  available: amount,
  asked: amount,
})
export type BudgetShortage = z.infer<typeof budgetShortage>

export const budgetShortageExample: BudgetShortage = {
  ...{ accountCode: '6602', departmentId: exampleIds.department, period: '2026-10', span: 'PERIOD', level: 'BLOCK' },
  ...{ available: '400.00', asked: '1000.00' },
}
