import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, currencyCode, documentKind, id } from '../wire.ts'

/** The customer's credit is held for the document. */
export const creditHoldGranted = defineEvent('finance.credit-hold.granted.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    customerId: id,
    amount,
    currency: currencyCode,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      customerId: exampleIds.customer,
      amount: '1220.40',
      currency: 'CNY',
    },
  ],
})
