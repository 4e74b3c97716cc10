import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, decimal, id, quantity, version } from '../wire.ts'

/** A purchase order was confirmed, amended or cancelled, or the rest of a line given up; the full state of its newest revision. */
export const purchaseOrderChanged = defineEvent('procurement.purchase-order.changed.v1', {
  schema: z.object({
    companyId: id,
    purchaseOrderId: id,
    number: code,
    revision: z.int().min(1),
    status: z.enum(['DRAFT', 'CONFIRMED', 'CANCELLED']),
    supplierId: id,
    orderedOn: businessDate,
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
          receivedQuantity: quantity,
          unitPrice: decimal,
          taxCodeId: id,
          net: amount,
          tax: amount,
          /** Its rest was given up: nothing more is expected. */
          closed: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(1000),
    version,
  }),
  examples: [
    {
      companyId: exampleIds.company,
      purchaseOrderId: exampleIds.purchaseOrder,
      number: 'PO-2026-000001',
      revision: 1,
      status: 'CONFIRMED',
      supplierId: exampleIds.supplier,
      orderedOn: '2026-10-10',
      currency: 'CNY',
      net: '1000.00',
      tax: '130.00',
      gross: '1130.00',
      lines: [
        {
          lineId: exampleIds.purchaseOrderLine,
          itemId: exampleIds.item,
          unit: 'PCS',
          quantity: '100',
          baseQuantity: '100',
          receivedQuantity: '0',
          unitPrice: '10',
          taxCodeId: exampleIds.taxCode,
          net: '1000.00',
          tax: '130.00',
        },
      ],
      version: 2,
    },
  ],
})
