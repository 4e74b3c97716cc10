import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { auxiliaryDimension, eventKind, id, version } from '../wire.ts'

/**
 * A version of a voucher template became the one that posts; its account keys must be determinable before a document is
 * confirmed. The same version may be told again: what is heard last counts.
 */
export const voucherTemplateActivated = defineEvent('finance.voucher-template.activated.v1', {
  schema: z.object({
    companyId: id,
    templateId: id,
    eventKind,
    templateVersion: version,
    accountKeys: z.array(z.string().min(1).max(40)).min(1).max(40),
    /** What it posts, of all versions in force: which amount of a line goes to which key, where it is not zero; left out, nobody says. */
    lines: z
      .array(
        z.object({
          accountKey: z.string().min(1).max(40),
          /** What the event calls the amount, such as `clearingValue`. */
          amount: z.string().min(1).max(40),
          /** What the voucher's line carries of what the event names; left out, all of it. */
          dimensions: z.array(auxiliaryDimension).max(20).optional(),
        }),
      )
      .max(400)
      .optional(),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      templateId: exampleIds.voucherTemplate,
      eventKind: 'PURCHASE_RECEIPT',
      templateVersion: 1,
      accountKeys: ['INV', 'GRIR'],
    },
    {
      companyId: exampleIds.company,
      templateId: exampleIds.voucherTemplate,
      eventKind: 'STOCK_SCRAP',
      templateVersion: 2,
      accountKeys: ['SCRAP', 'INV'],
      lines: [
        { accountKey: 'SCRAP', amount: 'clearingValue' },
        { accountKey: 'INV', amount: 'stockValue', dimensions: ['ITEM', 'WAREHOUSE'] },
      ],
    },
  ],
})
