import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity } from '../wire.ts'

/**
 * Take goods into stock that come back from a customer, whole or not at all, at what they cost when they were delivered; a
 * line without a delivery line, at what the item costs now, or where none of it is on hand at `statedCost`, of the whole line.
 * Quantities are positive, in base units.
 */
export const receiveSalesReturn = defineCommand('inventory.receive-sales-return.v1', {
  schema: z.object({
    companyId: id,
    salesReturnId: id,
    number: code,
    customerId: id,
    warehouseId: id,
    returnedOn: businessDate,
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          lineId: id,
          deliveryLineId: id.nullable(),
          itemId: id,
          quantity,
          statedCost: amount.optional(),
          lotId: id.optional(),
          locationId: id.optional(),
        }),
      )
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
      currency: 'CNY',
      lines: [
        {
          lineId: exampleIds.salesReturnLine,
          deliveryLineId: exampleIds.deliveryLine,
          itemId: exampleIds.item,
          quantity: '5',
        },
      ],
    },
  ],
})
