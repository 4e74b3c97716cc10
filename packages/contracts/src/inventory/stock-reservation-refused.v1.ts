import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id, quantity } from '../wire.ts'

/** The goods cannot be kept, or a hold cannot be made firm; nothing changed. Each line that falls short says how much is left. */
export const stockReservationRefused = defineEvent('inventory.stock-reservation.refused.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
    shortages: z
      .array(
        z.object({
          lineId: id,
          itemId: id,
          warehouseId: id,
          available: quantity,
          requested: quantity,
          lotId: id.optional(),
        }),
      )
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      reason: 'STOCK_NOT_AVAILABLE',
      facts: {},
      shortages: [
        {
          lineId: exampleIds.salesOrderLine,
          itemId: exampleIds.item,
          warehouseId: exampleIds.warehouse,
          available: '5',
          requested: '8',
        },
      ],
    },
  ],
})
