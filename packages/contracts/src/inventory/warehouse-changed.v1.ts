import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, id, name, version } from '../wire.ts'

/** A warehouse was created or changed; the full state. */
export const warehouseChanged = defineEvent('inventory.warehouse.changed.v1', {
  schema: z.object({ companyId: id, warehouseId: id, code, name, valuationAreaId: id, active: z.boolean(), version }),
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
  ],
})
