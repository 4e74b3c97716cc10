import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity, version } from '../wire.ts'

/** A sales order became a promise, or has ended; the full state. */
export const salesOrderChanged = defineEvent('sales.sales-order.changed.v1', {
  schema: z.object({
    companyId: id,
    salesOrderId: id,
    number: code,
    status: z.enum(['DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD', 'CONFIRMED', 'CLOSED', 'CANCELLED']),
    customerId: id,
    warehouseId: id,
    orderedOn: businessDate,
    requestedOn: businessDate.nullable(),
    currency: currencyCode,
    net: amount,
    tax: amount,
    gross: amount,
    lines: z
      .array(
        z.object({
          lineId: id,
          itemId: id,
          unit: z.string().min(1).max(20),
          quantity,
          baseQuantity: quantity,
          taxCodeId: id,
          net: amount,
          tax: amount,
        }),
      )
      .min(1)
      .max(1000),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      salesOrderId: exampleIds.salesOrder,
      number: 'SO-2026-000001',
      status: 'CONFIRMED',
      customerId: exampleIds.customer,
      warehouseId: exampleIds.warehouse,
      orderedOn: '2026-10-20',
      requestedOn: '2026-10-22',
      currency: 'CNY',
      net: '1080.00',
      tax: '140.40',
      gross: '1220.40',
      lines: [
        {
          lineId: exampleIds.salesOrderLine,
          itemId: exampleIds.item,
          unit: 'PCS',
          quantity: '60',
          baseQuantity: '60',
          taxCodeId: exampleIds.taxCode,
          net: '1080.00',
          tax: '140.40',
        },
      ],
      version: 3,
    },
  ],
})
