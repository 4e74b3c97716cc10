import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, documentKind, id, quantity } from '../wire.ts'

/**
 * Take goods out of stock that go to a customer, whole or not at all. Quantities are positive, in base units; a line may
 * name its lot and location, and the line of `reservedFor` whose reservation it uses up. Goods that are `givenAway` carry the
 * output VAT that is due on what they would have sold for; whoever bears their cost bears that too. What goods cost that are
 * `shippedUninvoiced` is no cost of sales before they are invoiced.
 */
export const issueDelivery = defineCommand('inventory.issue-delivery.v1', {
  schema: z.object({
    companyId: id,
    deliveryId: id,
    number: code,
    customerId: id,
    warehouseId: id,
    deliveredOn: businessDate,
    currency: currencyCode,
    givenAway: z.boolean().optional(),
    shippedUninvoiced: z.boolean().optional(),
    reservedFor: z.object({ documentType: documentKind, documentId: id }).optional(),
    lines: z
      .array(
        z.object({
          lineId: id,
          itemId: id,
          quantity,
          reservedLineId: id.optional(),
          outputTax: amount.optional(),
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
      deliveryId: exampleIds.delivery,
      number: 'DN-2026-000001',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      deliveredOn: '2026-10-21',
      currency: 'CNY',
      reservedFor: { documentType: 'SALES_ORDER', documentId: exampleIds.salesOrder },
      lines: [
        {
          lineId: exampleIds.deliveryLine,
          itemId: exampleIds.item,
          quantity: '60',
          reservedLineId: exampleIds.salesOrderLine,
        },
      ],
    },
    {
      companyId: exampleIds.company,
      deliveryId: exampleIds.delivery,
      number: 'DN-2026-000002',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      deliveredOn: '2026-10-22',
      currency: 'CNY',
      givenAway: true,
      lines: [{ lineId: exampleIds.deliveryLine, itemId: exampleIds.item, quantity: '2', outputTax: '4.68' }],
    },
  ],
})
