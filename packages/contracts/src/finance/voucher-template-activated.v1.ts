import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { eventKind, id, version } from '../wire.ts'

/** A version of a voucher template became the one that posts; its account keys must be determinable before a document is confirmed. */
export const voucherTemplateActivated = defineEvent('finance.voucher-template.activated.v1', {
  schema: z.object({
    companyId: id,
    templateId: id,
    eventKind,
    templateVersion: version,
    accountKeys: z.array(z.string().min(1).max(40)).min(1).max(40),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      templateId: exampleIds.voucherTemplate,
      eventKind: 'PURCHASE_RECEIPT',
      templateVersion: 1,
      accountKeys: ['INV', 'GRIR'],
    },
  ],
})
