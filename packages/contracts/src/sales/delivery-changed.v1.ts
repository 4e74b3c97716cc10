import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { businessDate, code, id, quantity, version } from '../wire.ts'

/** Goods went to a customer, or came back because the delivery was cancelled; the full state. Quantities are in base units. */
export const deliveryChanged = defineEvent('sales.delivery.changed.v1', {
  schema: z.object({
    companyId: id,
    deliveryId: id,
    number: code,
    status: z.enum(['CONFIRMED', 'CANCELLED']),
    customerId: id,
    salesOrderId: id,
    warehouseId: id,
    deliveredOn: businessDate,
    lines: z
      .array(z.object({ lineId: id, salesOrderLineId: id, itemId: id, quantity }))
      .min(1)
      .max(1000),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      deliveryId: exampleIds.delivery,
      number: 'DN-2026-000001',
      status: 'CONFIRMED',
      customerId: exampleIds.customer,
      salesOrderId: exampleIds.salesOrder,
      warehouseId: exampleIds.warehouse,
      deliveredOn: '2026-10-21',
      lines: [
        {
          lineId: exampleIds.deliveryLine,
          salesOrderLineId: exampleIds.salesOrderLine,
          itemId: exampleIds.item,
          quantity: '60',
        },
      ],
      version: 3,
    },
  ],
})
