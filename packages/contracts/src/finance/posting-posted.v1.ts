import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { businessDate, documentType, eventKind, id } from '../wire.ts'

/** A business event was posted as a voucher. Subject: one per source document, by its type. */
export const postingPosted = defineEvent('finance.posting.posted.v1', {
  schema: z.object({
    companyId: id,
    sourceEventId: id,
    documentType,
    documentId: id,
    /** What was posted of the document, where it has several vouchers. */
    eventKind: eventKind.optional(),
    voucherId: id,
    voucherNumber: z.string().min(1).max(60),
    postingDate: businessDate,
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
      voucherId: exampleIds.voucher,
      voucherNumber: '记-2026-10-0001',
      postingDate: '2026-10-15',
      attempts: 1,
    },
  ],
})
