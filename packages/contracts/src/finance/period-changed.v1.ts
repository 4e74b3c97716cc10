import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id, period, version } from '../wire.ts'

/** A fiscal period opened, began to close, closed or was reopened; the full state. */
export const periodChanged = defineEvent('finance.period.changed.v1', {
  schema: z.object({ companyId: id, periodId: id, period, status: z.enum(['OPEN', 'CLOSING', 'CLOSED']), version }),
  examples: [
    { companyId: exampleIds.company, periodId: exampleIds.period, period: '2026-10', status: 'OPEN', version: 1 },
  ],
})
