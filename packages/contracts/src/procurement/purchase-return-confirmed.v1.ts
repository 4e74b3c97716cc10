import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity } from '../wire.ts'

/** Goods went back to the supplier, before its invoice (P4) or after it (P5). Quantities and values are positive. */
export const purchaseReturnConfirmed = defineEvent('procurement.purchase-return.confirmed.v1', {
  schema: z.object({
    companyId: id,
    purchaseReturnId: id,
    number: code,
    supplierId: id,
    warehouseId: id,
    returnedOn: businessDate,
    currency: currencyCode,
    /** Whether they were invoiced, so that the supplier owes their value until it credits them. */
    afterInvoice: z.boolean().optional(),
    lines: z
      .array(
        z.object({
          lineId: id,
          goodsReceiptId: id,
          goodsReceiptLineId: id,
          itemId: id,
          quantity,
          clearingValue: amount,
        }),
      )
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      purchaseReturnId: exampleIds.purchaseReturn,
      number: 'PR-2026-000001',
      supplierId: exampleIds.supplier,
      warehouseId: exampleIds.warehouse,
      returnedOn: '2026-10-20',
      currency: 'CNY',
      afterInvoice: false,
      lines: [
        {
          lineId: exampleIds.purchaseReturnLine,
          goodsReceiptId: exampleIds.goodsReceipt,
          goodsReceiptLineId: exampleIds.goodsReceiptLine,
          itemId: exampleIds.item,
          quantity: '10',
          clearingValue: '112.00',
        },
      ],
    },
  ],
})
