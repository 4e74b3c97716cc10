import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, id, quantity } from '../wire.ts'

/**
 * A supplier's invoice says another price than the receipt (P2v): the goods still there bear their share of the difference.
 * `quantity` is what was matched of the receipt line; `value` is invoiced less received, negative when it was cheaper.
 */
export const bearPurchaseVariance = defineCommand('inventory.bear-purchase-variance.v1', {
  schema: z.object({
    companyId: id,
    supplierInvoiceId: id,
    number: code,
    supplierId: id,
    postedOn: businessDate,
    currency: currencyCode,
    /** Given when the invoice is printed in another: its own voucher owes the supplier all of it, and this one clears 暂估应付. */
    printedCurrency: currencyCode.optional(),
    lines: z
      .array(
        z.object({
          lineId: id,
          goodsReceiptId: id,
          goodsReceiptLineId: id,
          itemId: id,
          warehouseId: id,
          quantity,
          value: amount,
        }),
      )
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      supplierInvoiceId: exampleIds.supplierInvoice,
      number: 'SI-2026-000001',
      supplierId: exampleIds.supplier,
      postedOn: '2026-10-25',
      currency: 'CNY',
      lines: [
        {
          lineId: exampleIds.supplierInvoiceLine,
          goodsReceiptId: exampleIds.goodsReceipt,
          goodsReceiptLineId: exampleIds.goodsReceiptLine,
          itemId: exampleIds.item,
          warehouseId: exampleIds.warehouse,
          quantity: '100',
          value: '30.00',
        },
      ],
    },
  ],
})
