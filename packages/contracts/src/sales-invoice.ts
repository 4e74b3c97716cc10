import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, businessDate, code, currencyCode, id, instalments, itemClass, quantity, version } from './wire.ts'

/** Goods of one delivery line that a customer is charged for. */
const salesInvoiceLine = z.object({
  lineId: id,
  salesOrderId: id,
  salesOrderLineId: id,
  deliveryId: id,
  deliveryLineId: id,
  itemId: id,
  itemClass,
  warehouseId: id,
  valuationAreaId: id,
  /** In base units. */
  quantity,
  net: amount,
  tax: amount,
  taxCode: code,
})

/** What a sales invoice says when it counts, and when it is taken back. */
export const salesInvoice = z.object({
  companyId: id,
  salesInvoiceId: id,
  number: code,
  customerId: id,
  /** The day on it and in the books. */
  invoicedOn: businessDate,
  /** When the last of it is due. */
  dueOn: businessDate,
  /** Left out: all of it is due on `dueOn`. */
  instalments: instalments.optional(),
  currency: currencyCode,
  net: amount,
  tax: amount,
  gross: amount,
  lines: z.array(salesInvoiceLine).min(1).max(500),
  version,
})

export const salesInvoiceExample = {
  companyId: exampleIds.company,
  salesInvoiceId: exampleIds.salesInvoice,
  number: 'IV-2026-000001',
  customerId: exampleIds.customer,
  invoicedOn: '2026-10-22',
  dueOn: '2026-11-21',
  currency: 'CNY',
  net: '1080.00',
  tax: '140.40',
  gross: '1220.40',
  lines: [
    {
      ...{ lineId: exampleIds.salesInvoiceLine, salesOrderId: exampleIds.salesOrder },
      ...{ salesOrderLineId: exampleIds.salesOrderLine, deliveryId: exampleIds.delivery },
      ...{ deliveryLineId: exampleIds.deliveryLine, itemId: exampleIds.item, itemClass: 'MERCHANDISE' as const },
      ...{ warehouseId: exampleIds.warehouse, valuationAreaId: exampleIds.valuationArea, quantity: '60' },
      ...{ net: '1080.00', tax: '140.40', taxCode: 'VAT13' },
    },
  ],
  version: 2,
}

/** The same, due in two parts. */
export const salesInvoiceInPartsExample = {
  ...salesInvoiceExample,
  instalments: [
    { dueOn: '2026-10-22', amount: '366.12' },
    { dueOn: '2026-11-21', amount: '854.28' },
  ],
}
