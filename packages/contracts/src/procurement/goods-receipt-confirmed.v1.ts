import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity } from '../wire.ts'

/** Goods arrived against purchase orders. Quantity in base units, net value in the company's own currency (P1). */
export const goodsReceiptConfirmed = defineEvent('procurement.goods-receipt.confirmed.v1', {
  schema: z.object({
    companyId: id,
    goodsReceiptId: id,
    number: code,
    supplierId: id,
    warehouseId: id,
    receivedOn: businessDate,
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          lineId: id,
          purchaseOrderId: id,
          purchaseOrderLineId: id,
          itemId: id,
          quantity,
          netValue: amount,
        }),
      )
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      goodsReceiptId: exampleIds.goodsReceipt,
      number: 'GR-2026-000001',
      supplierId: exampleIds.supplier,
      warehouseId: exampleIds.warehouse,
      receivedOn: '2026-10-15',
      currency: 'CNY',
      lines: [
        {
          lineId: exampleIds.goodsReceiptLine,
          purchaseOrderId: exampleIds.purchaseOrder,
          purchaseOrderLineId: exampleIds.purchaseOrderLine,
          itemId: exampleIds.item,
          quantity: '100',
          netValue: '1000.00',
        },
      ],
    },
  ],
})
