import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, businessDate, code, currencyCode, documentType, eventKind, id, itemClass, quantity } from '../wire.ts'

/**
 * Stock moved and was valued: the one number that the stock ledger and the general ledger share. Receipts positive, issues
 * negative; difference = clearing − stock − transit. A line without quantity is a value alone, such as a late cost.
 */
export const stockDocumentPosted = defineEvent('inventory.stock-document.posted.v1', {
  schema: z.object({
    companyId: id,
    stockDocumentId: id,
    eventKind,
    documentType,
    documentId: id,
    documentNumber: code,
    businessDate,
    currency: currencyCode,
    supplierId: id.nullable(),
    customerId: id.optional(),
    warehouseId: id,
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
          stockValue: amount,
          clearingValue: amount,
          differenceValue: amount,
          /** What is worth on its way between warehouses; such a line has no stock value. */
          transitValue: amount.optional(),
          departmentId: id.optional(),
          projectId: id.optional(),
          employeeId: id.optional(),
          expenseType: code.optional(),
          /** What was ordered that came, or went back. */
          purchaseOrderLineId: id.optional(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  kindOf: ({ documentType }) => documentType,
  examples: [
    {
      companyId: exampleIds.company,
      stockDocumentId: exampleIds.stockDocument,
      eventKind: 'PURCHASE_RECEIPT',
      documentType: 'GOODS_RECEIPT',
      documentId: exampleIds.goodsReceipt,
      documentNumber: 'GR-2026-000001',
      businessDate: '2026-10-15',
      currency: 'CNY',
      supplierId: exampleIds.supplier,
      warehouseId: exampleIds.warehouse,
      lines: [
        {
          stockEntryId: exampleIds.stockEntry,
          sourceLineId: exampleIds.goodsReceiptLine,
          itemId: exampleIds.item,
          itemClass: 'MERCHANDISE',
          warehouseId: exampleIds.warehouse,
          valuationAreaId: exampleIds.valuationArea,
          quantity: '100',
          stockValue: '1000.00',
          clearingValue: '1000.00',
          differenceValue: '0.00',
        },
      ],
    },
  ],
})
