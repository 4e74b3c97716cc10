import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity } from '../wire.ts'

/**
 * Take goods out of stock that go back to the supplier. Quantities and clearing values are positive; clearing is the receipt's
 * own value, or after the invoice what was charged for them.
 */
export const issuePurchaseReturn = defineCommand('inventory.issue-purchase-return.v1', {
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
          /** What was ordered that goes back. */
          purchaseOrderLineId: id.optional(),
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
