import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, id, name, version, warehouseKind } from '../wire.ts'

/** A warehouse was created or changed; the full state. */
export const warehouseChanged = defineEvent('inventory.warehouse.changed.v1', {
  schema: z.object({
    companyId: id,
    warehouseId: id,
    code,
    name,
    valuationAreaId: id,
    /** NORMAL when left out; stock of the others is never promised to anybody. */
    kind: warehouseKind.optional(),
    negativeStockAllowed: z.boolean().optional(),
    active: z.boolean(),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      warehouseId: exampleIds.warehouse,
      code: 'MAIN',
      name: { zh: '主仓库', en: 'Main warehouse' },
      valuationAreaId: exampleIds.valuationArea,
      active: true,
      version: 1,
    },
    {
      companyId: exampleIds.company,
      warehouseId: exampleIds.warehouse,
      code: 'MAIN',
      name: { zh: '主仓库', en: 'Main warehouse' },
      valuationAreaId: exampleIds.valuationArea,
      kind: 'NORMAL',
      negativeStockAllowed: false,
      active: true,
      version: 2,
    },
  ],
})
