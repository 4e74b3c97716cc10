import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { accountRule, auxiliaryDimension, id } from '../wire.ts'

/**
 * The same as `finance.account-rule.changed.v1` of a rule that beside goods and places names a department or an expense type,
 * and answers only lines that do; null means any. Among rules that answer a line, the most specific decides.
 */
export const narrowAccountRuleChanged = defineEvent('finance.narrow-account-rule.changed.v1', {
  schema: z.object({
    ...accountRule,
    departmentId: id.nullable(),
    expenseType: z.string().min(1).max(40).nullable(),
    specificity: z.int().min(0),
    requiredDimensions: z.array(auxiliaryDimension).max(20),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      ruleId: exampleIds.accountRule,
      accountKey: 'OTHER-OUT',
      itemClass: null,
      valuationAreaId: null,
      accountCode: '6602',
      active: true,
      version: 1,
      departmentId: null,
      expenseType: 'OFFICE',
      specificity: 2,
      requiredDimensions: ['DEPARTMENT'],
    },
  ],
})
