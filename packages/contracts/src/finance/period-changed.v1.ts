import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { closingModule, id, period, version } from '../wire.ts'

/**
 * A fiscal period opened, began to close, closed or was reopened, or a module was sealed or unsealed for it; the full
 * state. Left out, no module is done with it.
 */
export const periodChanged = defineEvent('finance.period.changed.v1', {
  schema: z.object({
    companyId: id,
    periodId: id,
    period,
    status: z.enum(['OPEN', 'CLOSING', 'CLOSED']),
    sealedModules: z.array(closingModule).optional(),
    version,
  }),
  examples: [
    { companyId: exampleIds.company, periodId: exampleIds.period, period: '2026-10', status: 'OPEN', version: 1 },
    {
      ...{ companyId: exampleIds.company, periodId: exampleIds.period, period: '2026-10', status: 'OPEN', version: 2 },
      sealedModules: ['INVENTORY', 'PURCHASING'],
    },
  ],
})
