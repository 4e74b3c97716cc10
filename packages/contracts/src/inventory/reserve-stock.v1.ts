import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { code, documentKind, id, quantity } from '../wire.ts'

/**
 * Keep goods for a document: all its lines or none. Quantities are positive, in base units. A hold ends by itself after
 * `holdSeconds` by inventory's clock; null keeps the goods until they are issued or released. A line that names a lot is kept
 * that lot.
 */
export const reserveStock = defineCommand('inventory.reserve-stock.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    documentNumber: code,
    /** Whom the goods are kept for, by which users are narrowed to customers; left out for nobody in particular. */
    customerId: id.optional(),
    holdSeconds: z.int().min(1).max(31_536_000).nullable(),
    lines: z
      .array(z.object({ lineId: id, itemId: id, warehouseId: id, quantity, lotId: id.optional() }))
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      documentType: 'SALES_ORDER',
      documentId: exampleIds.salesOrder,
      documentNumber: 'SO-2026-000001',
      customerId: exampleIds.customer,
      holdSeconds: 900,
      lines: [
        {
          lineId: exampleIds.salesOrderLine,
          itemId: exampleIds.item,
          warehouseId: exampleIds.warehouse,
          quantity: '8',
        },
      ],
    },
  ],
})
