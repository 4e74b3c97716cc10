import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { accountRule, auxiliaryDimension } from '../wire.ts'

/**
 * An account determination rule was set or removed (active: false), or what its account requires changed; null means any. The
 * same version may be told again: what is heard last counts.
 */
export const accountRuleChanged = defineEvent('finance.account-rule.changed.v1', {
  schema: z.object({
    ...accountRule,
    /** Among rules that answer a line, the one with the highest decides. */
    specificity: z.int().min(0).optional(),
    /** What lines on its account have to name; left out, nobody says. */
    requiredDimensions: z.array(auxiliaryDimension).max(20).optional(),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      ruleId: exampleIds.accountRule,
      accountKey: 'INV',
      itemClass: 'MERCHANDISE',
      valuationAreaId: null,
      accountCode: '1405',
      active: true,
      version: 1,
    },
    {
      companyId: exampleIds.company,
      ruleId: exampleIds.accountRule,
      accountKey: 'SCRAP',
      itemClass: null,
      valuationAreaId: null,
      accountCode: '6602',
      active: true,
      version: 2,
      specificity: 0,
      requiredDimensions: ['DEPARTMENT'],
    },
  ],
})
