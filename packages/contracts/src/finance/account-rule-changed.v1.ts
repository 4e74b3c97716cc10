import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id, itemClass, version } from '../wire.ts'

/** An account determination rule was set or removed (active: false); null means any. */
export const accountRuleChanged = defineEvent('finance.account-rule.changed.v1', {
  schema: z.object({
    companyId: id,
    ruleId: id,
    accountKey: z.string().min(1).max(40),
    itemClass: itemClass.nullable(),
    valuationAreaId: id.nullable(),
    accountCode: z.string().min(1).max(40),
    active: z.boolean(),
    version,
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
  ],
})
