import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id, reservedLine } from '../wire.ts'

/** The goods of all lines are kept. */
export const stockReservationReserved = defineEvent('inventory.stock-reservation.reserved.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    lines: z.array(reservedLine).min(1).max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      lines: [
        {
          reservationId: exampleIds.reservation,
          lineId: exampleIds.salesOrderLine,
          itemId: exampleIds.item,
          warehouseId: exampleIds.warehouse,
          quantity: '8',
        },
      ],
    },
  ],
})
