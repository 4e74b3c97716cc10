import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, code, currencyCode, documentKind, id, version } from '../wire.ts'

/**
 * Take so much of a customer's credit 信用额度占用 for a document, until its invoices are posted or it ends. The command carries
 * what its sender knows of the customer, so that the owner of the books never decides on an older limit; null is no limit.
 * Credit that somebody granted `despiteLimit` is not refused. `limitForThis` is a lower limit that this document alone is measured by.
 */
export const holdCredit = defineCommand('finance.hold-credit.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    documentNumber: code,
    customerId: id,
    customerVersion: version,
    creditLimit: amount.nullable(),
    limitForThis: amount.optional(),
    amount,
    currency: currencyCode,
    despiteLimit: z.boolean(),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      documentNumber: 'SO-2026-000001',
      customerId: exampleIds.customer,
      customerVersion: 2,
      creditLimit: '5000.00',
      amount: '1220.40',
      currency: 'CNY',
      despiteLimit: false,
    },
  ],
})
