import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { businessDate, code, id, quantity } from '../wire.ts'

/** Goods came back from a customer of which no delivery is known, and are in stock. Quantities are in base units. */
export const unsourcedReturnConfirmed = defineEvent('sales.unsourced-return.confirmed.v1', {
  schema: z.object({
    companyId: id,
    salesReturnId: id,
    number: code,
    customerId: id,
    warehouseId: id,
    returnedOn: businessDate,
    reason: z.string().min(1).max(200),
    lines: z
      .array(z.object({ lineId: id, itemId: id, quantity }))
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      salesReturnId: exampleIds.salesReturn,
      number: 'SR-2026-000002',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      returnedOn: '2026-10-26',
      reason: 'Sold before the books began',
      lines: [{ lineId: exampleIds.salesReturnLine, itemId: exampleIds.item, quantity: '2' }],
    },
  ],
})
