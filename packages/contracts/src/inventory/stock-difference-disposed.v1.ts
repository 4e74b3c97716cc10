import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, eventKind, id, itemClass, quantity } from '../wire.ts'

/**
 * Somebody decided who bears what was missing or was found: the value leaves the account where it waited. `clearedValue` is
 * negative for losses, as the stock entries they come from are, and contains `inputVat`, the input VAT that is transferred out
 * only now. Revision 2 takes the decision back, with every amount turned.
 */
export const stockDifferenceDisposed = defineEvent('inventory.stock-difference.disposed.v1', {
  schema: z.object({
    companyId: id,
    disposalId: id,
    number: code,
    revision: z.int().min(1).max(2),
    eventKind: eventKind.extract([
      'STOCK_LOSS_EXPENSED',
      'STOCK_LOSS_EXTRAORDINARY',
      'STOCK_LOSS_CLAIMED',
      'STOCK_GAIN_TAKEN',
    ]),
    businessDate,
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          stockEntryId: id,
          sourceLineId: id,
          itemId: id,
          itemClass,
          warehouseId: id,
          valuationAreaId: id,
          quantity,
          clearedValue: amount,
          inputVat: amount,
        }),
      )
      .min(1)
      .max(1000),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      disposalId: exampleIds.stockDifferenceDisposal,
      number: 'SD-2026-000001',
      revision: 1,
      eventKind: 'STOCK_LOSS_EXPENSED',
      businessDate: '2026-10-31',
      currency: 'CNY',
      lines: [
        {
          stockEntryId: exampleIds.stockEntry,
          sourceLineId: exampleIds.goodsReceiptLine,
          itemId: exampleIds.item,
          itemClass: 'MERCHANDISE',
          warehouseId: exampleIds.warehouse,
          valuationAreaId: exampleIds.valuationArea,
          quantity: '-2',
          clearedValue: '-26.27',
          inputVat: '0.00',
        },
      ],
    },
  ],
})
