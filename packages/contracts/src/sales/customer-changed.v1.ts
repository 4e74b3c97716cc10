import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, currencyCode, id, moneyOnWire, name, version } from '../wire.ts'

/** A customer was created or changed; the full state. */
export const customerChanged = defineEvent('sales.customer.changed.v1', {
  schema: z.object({
    companyId: id,
    customerId: id,
    code,
    name,
    currency: currencyCode,
    active: z.boolean(),
    /** What the customer may owe and have on order together, in the company's own currency; null or left out: no limit. */
    creditLimit: moneyOnWire.nullable().optional(),
    /** By which users are narrowed to customers; null or left out: in none. */
    customerGroup: code.nullable().optional(),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      customerId: exampleIds.customer,
      code: 'YUANFANG',
      name: { zh: '远方家居', en: 'Yuanfang Home' },
      currency: 'CNY',
      active: true,
      creditLimit: { amount: '5000.00', currency: 'CNY' },
      customerGroup: 'WHOLESALE',
      version: 1,
    },
  ],
})
