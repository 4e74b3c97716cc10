import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, currencyCode, id, name, period, version } from '../wire.ts'

/** A company was registered or its facts changed; the full state. */
export const companyChanged = defineEvent('identity.company.changed.v1', {
  schema: z.object({
    companyId: id,
    code,
    name,
    baseCurrency: currencyCode,
    accountingStandard: z.enum(['CAS', 'CAS_SMALL']),
    firstPeriod: period,
    active: z.boolean(),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      code: 'HUAXIN',
      name: { zh: '华信贸易有限公司', en: 'Huaxin Trading Co., Ltd.' },
      baseCurrency: 'CNY',
      accountingStandard: 'CAS',
      firstPeriod: '2026-01',
      active: true,
      version: 1,
    },
  ],
})
