import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, currencyCode, id, name, version } from '../wire.ts'

/** A customer was created or changed; the full state. */
export const customerChanged = defineEvent('sales.customer.changed.v1', {
  schema: z.object({ companyId: id, customerId: id, code, name, currency: currencyCode, active: z.boolean(), version }),
  examples: [
    {
      companyId: exampleIds.company,
      customerId: exampleIds.customer,
      code: 'YUANFANG',
      name: { zh: '远方家居', en: 'Yuanfang Home' },
      currency: 'CNY',
      active: true,
      version: 1,
    },
  ],
})
