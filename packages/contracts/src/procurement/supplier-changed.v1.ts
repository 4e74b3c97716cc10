import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, currencyCode, id, name, version } from '../wire.ts'

/** A supplier was created or changed; the full state. */
export const supplierChanged = defineEvent('procurement.supplier.changed.v1', {
  schema: z.object({
    companyId: id,
    supplierId: id,
    code,
    name,
    currency: currencyCode,
    active: z.boolean(),
    /** By which users are narrowed to suppliers; null or left out: in none. */
    supplierGroup: code.nullable().optional(),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      supplierId: exampleIds.supplier,
      code: 'LINDQVIST',
      name: { zh: '林德木业', en: 'Lindqvist Timber' },
      currency: 'CNY',
      active: true,
      supplierGroup: 'TIMBER',
      version: 1,
    },
  ],
})
