import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, version } from '../wire.ts'

/** A payment run 付款批次 was approved, or changed since; the full state. Where suppliers are paid it does not know. */
export const paymentRunChanged = defineEvent('finance.payment-run.changed.v1', {
  schema: z.object({
    companyId: id,
    paymentRunId: id,
    number: code,
    status: z.enum(['APPROVED', 'SENT', 'DONE', 'CANCELLED']),
    currency: currencyCode,
    payOn: businessDate,
    /** Who made, submitted or approved it, and so does not take it to the bank. */
    involvedUserIds: z.array(id).min(1).max(100),
    lines: z
      .array(
        z.object({ lineNumber: z.int().min(1), supplierId: id, amount, status: z.enum(['OPEN', 'PAID', 'FAILED']) }),
      )
      .min(1)
      .max(1000),
    version,
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, paymentRunId: exampleIds.paymentRun, number: 'PR-2026-000001' },
      ...{ status: 'APPROVED', currency: 'CNY', payOn: '2026-11-02', involvedUserIds: [exampleIds.user] },
      lines: [{ lineNumber: 1, supplierId: exampleIds.supplier, amount: '1130.00', status: 'OPEN' }],
      version: 3,
    },
  ],
})
