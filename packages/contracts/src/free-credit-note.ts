import { z } from 'zod'
import { exampleIds } from './examples.ts'
import { amount, businessDate, code, currencyCode, id, itemClass, quantity, version } from './wire.ts'

/** What a customer is credited at a stated price; places and the return line are null of services, `quantity` is in base units. */
const freeCreditNoteLine = z.object({
  lineId: id,
  salesReturnLineId: id.nullable(),
  itemId: id,
  itemClass,
  warehouseId: id.nullable(),
  valuationAreaId: id.nullable(),
  quantity: quantity.nullable(),
  net: amount,
  tax: amount,
  taxCode: code,
})

/** What a credit note that no invoice stands behind says when it counts, and when it is taken back. Amounts are positive. */
export const freeCreditNote = z.object({
  companyId: id,
  creditNoteId: id,
  number: code,
  customerId: id,
  /** Null of services. */
  salesReturnId: id.nullable(),
  creditedOn: businessDate,
  currency: currencyCode,
  net: amount,
  tax: amount,
  gross: amount,
  lines: z.array(freeCreditNoteLine).min(1).max(1000),
  version,
})

export const freeCreditNoteExample = {
  companyId: exampleIds.company,
  creditNoteId: exampleIds.creditNote,
  number: 'CN-2026-000002',
  customerId: exampleIds.customer,
  salesReturnId: exampleIds.salesReturn,
  creditedOn: '2026-10-26',
  currency: 'CNY',
  net: '36.00',
  tax: '4.68',
  gross: '40.68',
  lines: [
    {
      ...{ lineId: exampleIds.creditNoteLine, salesReturnLineId: exampleIds.salesReturnLine, itemId: exampleIds.item },
      ...{ itemClass: 'MERCHANDISE' as const, warehouseId: exampleIds.warehouse, quantity: '2' },
      ...{ valuationAreaId: exampleIds.valuationArea, net: '36.00', tax: '4.68', taxCode: 'VAT13' },
    },
  ],
  version: 2,
}
