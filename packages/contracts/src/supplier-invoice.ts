import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, businessDate, code, currencyCode, id, itemClass, quantity } from './wire.ts'

/**
 * A line of a supplier's invoice. Goods clear what their receipt line was worth, `cleared`; what they cost beyond that is
 * a price variance, which inventory tells of. Expenses and purchase charges clear nothing.
 */
const supplierInvoiceLine = z.object({
  lineId: id,
  kind: z.enum(['GOODS', 'EXPENSE', 'CHARGE']),
  goodsReceiptId: id.nullable(),
  goodsReceiptLineId: id.nullable(),
  /** Of a credit note: the goods that went back. */
  purchaseReturnLineId: id.optional(),
  itemId: id.nullable(),
  itemClass,
  warehouseId: id.nullable(),
  valuationAreaId: id.nullable(),
  /** What was matched of the receipt line, in base units. */
  quantity: quantity.nullable(),
  net: amount,
  tax: amount,
  taxCode: code,
  cleared: amount,
  expenseType: code.nullable(),
  /** Who bears an expense. */
  departmentId: id.optional(),
  projectId: id.optional(),
})

/** What an invoice says when it counts, and when it is taken back. A credit note 红字发票 says it in red: nothing is above zero. */
export const supplierInvoice = z.object({
  companyId: id,
  supplierInvoiceId: id,
  number: code,
  /** Left out: an invoice. */
  kind: z.enum(['INVOICE', 'CREDIT_NOTE']).optional(),
  supplierId: id,
  /** The number the supplier gave it. */
  supplierInvoiceNumber: z.string().min(1).max(60),
  invoicedOn: businessDate,
  /** The day in the books. */
  postedOn: businessDate,
  dueOn: businessDate,
  currency: currencyCode,
  net: amount,
  tax: amount,
  gross: amount,
  lines: z.array(supplierInvoiceLine).min(1).max(500),
})

export const supplierInvoiceExample = {
  companyId: exampleIds.company,
  supplierInvoiceId: exampleIds.supplierInvoice,
  number: 'SI-2026-000001',
  kind: 'INVOICE' as const,
  supplierId: exampleIds.supplier,
  supplierInvoiceNumber: '04403210',
  invoicedOn: '2026-10-24',
  postedOn: '2026-10-25',
  dueOn: '2026-11-23',
  currency: 'CNY',
  net: '1130.00',
  tax: '139.90',
  gross: '1269.90',
  lines: [
    {
      ...{ lineId: exampleIds.supplierInvoiceLine, kind: 'GOODS' as const, goodsReceiptId: exampleIds.goodsReceipt },
      ...{
        goodsReceiptLineId: exampleIds.goodsReceiptLine,
        itemId: exampleIds.item,
        itemClass: 'MERCHANDISE' as const,
      },
      ...{ warehouseId: exampleIds.warehouse, valuationAreaId: exampleIds.valuationArea, quantity: '100' },
      ...{ net: '1030.00', tax: '133.90', taxCode: 'VAT13', cleared: '1000.00', expenseType: null },
    },
    {
      ...{ lineId: exampleIds.supplierInvoiceExpenseLine, kind: 'EXPENSE' as const, goodsReceiptId: null },
      ...{ goodsReceiptLineId: null, itemId: null, itemClass: 'SERVICE' as const, warehouseId: null },
      ...{ valuationAreaId: null, quantity: null, net: '100.00', tax: '6.00', taxCode: 'VAT6', cleared: '0.00' },
      expenseType: 'CONSULTING',
    },
  ],
}

export const creditNoteExample = {
  ...{ companyId: exampleIds.company, supplierInvoiceId: exampleIds.supplierInvoice, number: 'SI-2026-000002' },
  ...{ kind: 'CREDIT_NOTE' as const, supplierId: exampleIds.supplier, supplierInvoiceNumber: '04403211' },
  ...{ invoicedOn: '2026-10-28', postedOn: '2026-10-28', dueOn: '2026-11-27', currency: 'CNY' },
  ...{ net: '-103.00', tax: '-13.39', gross: '-116.39' },
  lines: [
    {
      ...{ lineId: exampleIds.supplierInvoiceLine, kind: 'GOODS' as const, goodsReceiptId: exampleIds.goodsReceipt },
      ...{ goodsReceiptLineId: exampleIds.goodsReceiptLine, purchaseReturnLineId: exampleIds.purchaseReturnLine },
      ...{ itemId: exampleIds.item, itemClass: 'MERCHANDISE' as const, warehouseId: exampleIds.warehouse },
      ...{ valuationAreaId: exampleIds.valuationArea, quantity: '-10', net: '-103.00', tax: '-13.39' },
      ...{ taxCode: 'VAT13', cleared: '-103.00', expenseType: null },
    },
  ],
}
