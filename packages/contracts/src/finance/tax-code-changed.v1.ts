import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, decimal, id, name, version } from '../wire.ts'

/** A VAT code was set; the full state. */
export const taxCodeChanged = defineEvent('finance.tax-code.changed.v1', {
  schema: z.object({ companyId: id, taxCodeId: id, code, name, ratePercent: decimal, active: z.boolean(), version }),
  examples: [
    {
      companyId: exampleIds.company,
      taxCodeId: exampleIds.taxCode,
      code: 'VAT13',
      name: { zh: '增值税13%', en: 'VAT 13%' },
      ratePercent: '13',
      active: true,
      version: 1,
    },
  ],
})
