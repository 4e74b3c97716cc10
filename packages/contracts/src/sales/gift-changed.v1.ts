import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity, version } from '../wire.ts'

/**
 * Goods were given to a customer, or came back because the gift was cancelled; the full state. Quantities are in base units,
 * `net` is what the goods would have sold for and `tax` the output VAT that is due on it.
 */
export const giftChanged = defineEvent('sales.gift.changed.v1', {
  schema: z.object({
    companyId: id,
    deliveryId: id,
    number: code,
    status: z.enum(['CONFIRMED', 'CANCELLED']),
    customerId: id,
    warehouseId: id,
    deliveredOn: businessDate,
    reason: z.string().min(1).max(200),
    currency: currencyCode,
    lines: z
      .array(z.object({ lineId: id, itemId: id, quantity, taxCodeId: id, net: amount, tax: amount }))
      .min(1)
      .max(1000),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      deliveryId: exampleIds.delivery,
      number: 'DN-2026-000002',
      status: 'CONFIRMED',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      deliveredOn: '2026-10-22',
      reason: 'Sample for the trade fair',
      currency: 'CNY',
      lines: [
        {
          lineId: exampleIds.deliveryLine,
          itemId: exampleIds.item,
          quantity: '2',
          taxCodeId: exampleIds.taxCode,
          net: '36.00',
          tax: '4.68',
        },
      ],
      version: 3,
    },
  ],
})
