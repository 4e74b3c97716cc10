import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentType, eventKind, id } from '../wire.ts'

/** A business event could not be posted yet; it is retried in order when its cause is mended. */
export const postingBlocked = defineEvent('finance.posting.blocked.v1', {
  schema: z.object({
    companyId: id,
    sourceEventId: id,
    documentType,
    documentId: id,
    /** What was posted of the document, where it has several vouchers. */
    eventKind: eventKind.optional(),
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
    attempts: z.int().min(1),
  }),
  kindOf: ({ documentType }) => documentType,
  examples: [
    {
      companyId: exampleIds.company,
      sourceEventId: exampleIds.event,
      documentType: 'GOODS_RECEIPT',
      documentId: exampleIds.goodsReceipt,
      eventKind: 'PURCHASE_RECEIPT',
      reason: 'PERIOD_CLOSED',
      facts: { period: '2026-10' },
      attempts: 1,
    },
  ],
})
