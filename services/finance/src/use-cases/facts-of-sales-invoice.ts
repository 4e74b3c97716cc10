import { type PayloadOf, readAmount, type salesInvoiceConfirmed } from '@erp/contracts'
import { add, type BusinessDate, currency, type Money, negate, zero } from '@erp/values'
import type { PostingFacts } from '../domain/posting-facts.ts'

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>

/** An invoice says the same when it counts and when it is taken back: the second time in red. */
const revisions = { CONFIRMED: 1, CANCELLED: 2 } as const

/** What sales charged, as facts to post. Throws when an amount does not fit its currency. */
export function factsOfSalesInvoice(invoice: Invoice, fact: keyof typeof revisions): PostingFacts {
  const of = currency(invoice.currency)
  const none = zero(of)
  const signed = fact === 'CANCELLED' ? negate : (amount: Money) => amount
  return {
    companyId: invoice.companyId,
    eventKind: 'SALES_INVOICE',
    documentType: 'SALES_INVOICE',
    documentId: invoice.salesInvoiceId,
    documentNumber: invoice.number,
    sourceType: 'SALES_INVOICE',
    sourceId: invoice.salesInvoiceId,
    revision: revisions[fact],
    businessDate: invoice.invoicedOn as BusinessDate,
    dueOn: invoice.dueOn as BusinessDate,
    currency: of,
    lines: invoice.lines.map((line) => {
      const [netValue, taxValue] = [signed(readAmount(line.net, of)), signed(readAmount(line.tax, of))]
      return {
        sourceLineId: line.lineId,
        stockEntryId: null,
        itemId: line.itemId,
        itemClass: line.itemClass,
        warehouseId: line.warehouseId,
        valuationAreaId: line.valuationAreaId,
        supplierId: null,
        customerId: invoice.customerId,
        taxCode: line.taxCode,
        quantity: null,
        amounts: {
          ...{ stockValue: none, transitValue: none, clearingValue: none, differenceValue: none },
          ...{ netValue, taxValue, grossValue: add(netValue, taxValue) },
        },
      }
    }),
  }
}
