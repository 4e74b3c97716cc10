import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, currencyCode, documentKind, id } from '../wire.ts'

/**
 * The customer's credit does not cover the document; nothing is held. `used` is what the customer owes and what other
 * documents hold, less what it paid ahead; `available` is the limit less that, and may be negative.
 */
export const creditHoldRefused = defineEvent('finance.credit-hold.refused.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    customerId: id,
    reason: z.string().min(1).max(60),
    currency: currencyCode,
    limit: amount,
    used: amount,
    asked: amount,
    available: amount,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      customerId: exampleIds.customer,
      reason: 'CREDIT_LIMIT_EXCEEDED',
      currency: 'CNY',
      limit: '5000.00',
      used: '4200.00',
      asked: '1220.40',
      available: '800.00',
    },
  ],
})
