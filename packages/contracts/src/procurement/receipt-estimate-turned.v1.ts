import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, itemClass } from '../wire.ts'

/**
 * What receipts were estimated at was taken back 月初冲回, below zero, or estimated anew 重新暂估. Goods are worth what they
 * were; only what is owed for them until their invoice is called otherwise meanwhile.
 */
export const receiptEstimateTurned = defineEvent('procurement.receipt-estimate.turned.v1', {
  schema: z.object({
    companyId: id,
    estimateTurnId: id,
    number: code,
    turnedOn: businessDate,
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          goodsReceiptLineId: id,
          ...{ supplierId: id, itemId: id, itemClass, warehouseId: id, valuationAreaId: id, value: amount },
        }),
      )
      .min(1)
      .max(500),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, estimateTurnId: exampleIds.estimateTurn, number: 'ET-2026-000001' },
      ...{ turnedOn: '2026-11-01', currency: 'CNY' },
      lines: [
        {
          ...{ goodsReceiptLineId: exampleIds.goodsReceiptLine, supplierId: exampleIds.supplier },
          ...{ itemId: exampleIds.item, itemClass: 'MERCHANDISE', warehouseId: exampleIds.warehouse },
          ...{ valuationAreaId: exampleIds.valuationArea, value: '-400.00' },
        },
      ],
    },
  ],
})
