import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, businessDate, code, currencyCode, id, itemClass, quantity, version } from './wire.ts'

/** What a customer is credited of one invoice line. */
const creditNoteLine = z.object({
  lineId: id,
  salesInvoiceId: id,
  salesInvoiceNumber: code,
  salesInvoiceLineId: id,
  /** The goods that came back; null where only the price is lowered. */
  salesReturnLineId: id.nullable(),
  /** Where they had gone out; left out where only the price is lowered. */
  deliveryLineId: id.optional(),
  itemId: id,
  itemClass,
  warehouseId: id,
  valuationAreaId: id,
  /** In base units; null where only the price is lowered. */
  quantity: quantity.nullable(),
  net: amount,
  tax: amount,
  taxCode: code,
})

/** What a credit note says when it counts, and when it is taken back. Amounts are positive: so much less is owed. */
export const creditNote = z.object({
  companyId: id,
  creditNoteId: id,
  number: code,
  customerId: id,
  /** Null where only prices are lowered. */
  salesReturnId: id.nullable(),
  /** The day on it and in the books. */
  creditedOn: businessDate,
  currency: currencyCode,
  net: amount,
  tax: amount,
  gross: amount,
  lines: z.array(creditNoteLine).min(1).max(1000),
  version,
})

export const creditNoteExample = {
  companyId: exampleIds.company,
  creditNoteId: exampleIds.creditNote,
  number: 'CN-2026-000001',
  customerId: exampleIds.customer,
  salesReturnId: exampleIds.salesReturn,
  creditedOn: '2026-10-26',
  currency: 'CNY',
  net: '90.00',
  tax: '11.70',
  gross: '101.70',
  lines: [
    {
      ...{ lineId: exampleIds.creditNoteLine, salesInvoiceId: exampleIds.salesInvoice },
      ...{ salesInvoiceNumber: 'IV-2026-000001', salesInvoiceLineId: exampleIds.salesInvoiceLine },
      ...{
        salesReturnLineId: exampleIds.salesReturnLine,
        deliveryLineId: exampleIds.deliveryLine,
        itemId: exampleIds.item,
        itemClass: 'MERCHANDISE' as const,
      },
      ...{ warehouseId: exampleIds.warehouse, valuationAreaId: exampleIds.valuationArea, quantity: '5' },
      ...{ net: '90.00', tax: '11.70', taxCode: 'VAT13' },
    },
  ],
  version: 2,
}
