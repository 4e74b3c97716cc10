import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, itemClass, quantity } from '../wire.ts'

/**
 * Goods came with a receipt that their invoice charged before: they are worth what they were charged at, and no longer on
 * their way (P3).
 */
export const goodsInTransitArrived = defineEvent('procurement.goods-in-transit.arrived.v1', {
  schema: z.object({
    companyId: id,
    goodsReceiptId: id,
    number: code,
    supplierId: id,
    warehouseId: id,
    receivedOn: businessDate,
    currency: currencyCode,
    lines: z
      .array(z.object({ lineId: id, itemId: id, itemClass, valuationAreaId: id, quantity, value: amount }))
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, goodsReceiptId: exampleIds.goodsReceipt, number: 'GR-2026-000001' },
      ...{ supplierId: exampleIds.supplier, warehouseId: exampleIds.warehouse, receivedOn: '2026-10-15' },
      currency: 'CNY',
      lines: [
        {
          ...{ lineId: exampleIds.goodsReceiptLine, itemId: exampleIds.item, itemClass: 'MERCHANDISE' },
          ...{ valuationAreaId: exampleIds.valuationArea, quantity: '60', value: '600.00' },
        },
      ],
    },
  ],
})
