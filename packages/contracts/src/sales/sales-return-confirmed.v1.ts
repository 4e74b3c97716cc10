import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { businessDate, code, id, quantity } from '../wire.ts'

/** Goods came back from a customer and are in stock. Quantities are in base units. */
export const salesReturnConfirmed = defineEvent('sales.sales-return.confirmed.v1', {
  schema: z.object({
    companyId: id,
    salesReturnId: id,
    number: code,
    customerId: id,
    warehouseId: id,
    returnedOn: businessDate,
    lines: z
      .array(z.object({ lineId: id, deliveryId: id, deliveryLineId: id, itemId: id, quantity }))
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      salesReturnId: exampleIds.salesReturn,
      number: 'SR-2026-000001',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      returnedOn: '2026-10-25',
      lines: [
        {
          lineId: exampleIds.salesReturnLine,
          deliveryId: exampleIds.delivery,
          deliveryLineId: exampleIds.deliveryLine,
          itemId: exampleIds.item,
          quantity: '5',
        },
      ],
    },
  ],
})
