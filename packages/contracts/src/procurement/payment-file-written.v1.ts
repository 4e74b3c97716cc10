import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The file was written with which a payment run of finance goes to the bank 付款文件; nothing of what it says about accounts is told. */
export const paymentFileWritten = defineEvent('procurement.payment-file.written.v1', {
  schema: z.object({
    companyId: id,
    paymentRunId: id,
    name: z.string().min(1).max(60),
    /** Of its bytes, in hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    writtenBy: id,
    writtenAt: z.iso.datetime(),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, paymentRunId: exampleIds.paymentRun, name: 'PR-2026-000001.csv' },
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      ...{ writtenBy: exampleIds.approver, writtenAt: '2026-11-01T08:00:00.000Z' },
    },
  ],
})
