import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, businessDate, code, currencyCode, decimal, id, instalments, itemClass, quantity } from './wire.ts'

/**
 * A line of a supplier's invoice. Goods clear what their receipt line was worth, `cleared`; what they cost beyond that is
 * a price variance, which inventory tells of. Goods in transit, expenses and purchase charges clear nothing.
 */
const supplierInvoiceLine = z.object({
  lineId: id,
  kind: z.enum(['GOODS', 'IN_TRANSIT', 'EXPENSE', 'CHARGE']),
  goodsReceiptId: id.nullable(),
  goodsReceiptLineId: id.nullable(),
  /** Of a credit note: the goods that went back. */
  purchaseReturnLineId: id.optional(),
  /** Of goods that are charged before they come, and of services that were ordered. */
  purchaseOrderLineId: id.optional(),
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
  /** Its receipt's estimate is taken back in red, and the goods stand in the books anew 单到冲回. */
  reversesEstimate: z.boolean().optional(),
  /** Of an invoice in another currency: as printed, and what the rate alone makes of the goods since they came. */
  printedNet: amount.optional(),
  printedTax: amount.optional(),
  exchangeDifference: amount.optional(),
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
  /** When the last of it is due. */
  dueOn: businessDate,
  /** In the currency it is printed in; left out: all of it is due on `dueOn`. */
  instalments: instalments.optional(),
  /** That of the books, as all amounts are that are not called printed. */
  currency: currencyCode,
  /** Given with its rate when the invoice is printed in another; its own voucher then owes the supplier all of it. */
  printedCurrency: currencyCode.optional(),
  exchangeRate: decimal.optional(),
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

/** The same, due in two parts. */
export const supplierInvoiceInPartsExample = {
  ...supplierInvoiceExample,
  instalments: [
    { dueOn: '2026-10-24', amount: '380.97' },
    { dueOn: '2026-11-23', amount: '888.93' },
  ],
}

/** USD 1,020.00 at 7.20 for goods that came as USD 1,000.00 at 7.10. */
export const foreignInvoiceExample = {
  ...{ companyId: exampleIds.company, supplierInvoiceId: exampleIds.supplierInvoice, number: 'SI-2026-000003' },
  ...{ kind: 'INVOICE' as const, supplierId: exampleIds.supplier, supplierInvoiceNumber: 'INV-778' },
  ...{ invoicedOn: '2026-10-24', postedOn: '2026-10-25', dueOn: '2026-11-23', currency: 'CNY' },
  ...{ printedCurrency: 'USD', exchangeRate: '7.2', net: '7344.00', tax: '0.00', gross: '7344.00' },
  lines: [
    {
      ...{ lineId: exampleIds.supplierInvoiceLine, kind: 'GOODS' as const, goodsReceiptId: exampleIds.goodsReceipt },
      ...{ goodsReceiptLineId: exampleIds.goodsReceiptLine, itemId: exampleIds.item },
      ...{ itemClass: 'MERCHANDISE' as const, warehouseId: exampleIds.warehouse },
      ...{ valuationAreaId: exampleIds.valuationArea, quantity: '100', net: '7344.00', tax: '0.00', taxCode: 'VAT0' },
      ...{ cleared: '7100.00', printedNet: '1020.00', printedTax: '0.00', exchangeDifference: '100.00' },
      expenseType: null,
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
