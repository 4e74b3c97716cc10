import type { RequestContext } from '@erp/graphql-kit'
import type { SealingKeys } from '@erp/service-kit'
import DataLoader from 'dataloader'
import type { CreditLimitChange } from '../domain/credit-limit-change.ts'
import type { CreditNoteHeader, CreditNoteLine } from '../domain/credit-note.ts'
import type { Customer } from '../domain/customer.ts'
import type { DeliveryHeader, DeliveryLine } from '../domain/delivery.ts'
import type { DocumentLeg } from '../domain/document-leg.ts'
import type { PaymentTerm } from '../domain/payment-term.ts'
import type { PriceListHeader, PriceListLine } from '../domain/price-list.ts'
import { type EarnedGift, earnedGiftOf, type Promotion } from '../domain/promotion.ts'
import type { QuotationHeader, QuotationLine } from '../domain/quotation.ts'
import type { SalesInvoiceHeader, SalesInvoiceLine } from '../domain/sales-invoice.ts'
import type { SalesOrderHeader } from '../domain/sales-order.ts'
import type { SalesOrderLine } from '../domain/sales-order-line.ts'
import type { SalesReturnHeader, SalesReturnLine } from '../domain/sales-return.ts'
import { findNewestLimitChanges } from '../store/credit-limit-changes.ts'
import {
  type CreditNoteOfInvoice,
  findCreditNoteHeaders,
  findCreditNoteLines,
  findCreditNotesOfInvoices,
  findCreditNotesOfReturns,
  findLinesOfCreditNotes,
} from '../store/credit-notes.ts'
import { findCustomers } from '../store/customers.ts'
import type { Tx } from '../store/database.ts'
import { type DeliveryProgress, progressOfOrders } from '../store/delivered-quantities.ts'
import {
  findDeliveryHeaders,
  findDeliveryLines,
  findLinesOfDeliveries,
  listDeliveriesOfOrders,
} from '../store/deliveries.ts'
import { findLegs } from '../store/document-legs.ts'
import { type HeldSteps, heldStepsOfDeliveries, heldStepsOfOrders } from '../store/held-documents.ts'
import { findInvoicingOfOrders, type InvoicingOfOrderLine } from '../store/invoiceable-lines.ts'
import { findPaymentTerms } from '../store/payment-terms.ts'
import { findLinesOfPriceLists, findPriceListHeaders } from '../store/price-lists.ts'
import { findPromotedOrders, findPromotions } from '../store/promotions.ts'
import { findLinesOfQuotations, findQuotationHeaders, findQuotationLines } from '../store/quotations.ts'
import { findInvoiceLines, findLinesOfInvoices } from '../store/sales-invoice-lines.ts'
import {
  findInvoicesOfDeliveries,
  findInvoicesOfOrders,
  findSalesInvoiceHeaders,
  type InvoiceOf,
} from '../store/sales-invoices.ts'
import { findLinesOfOrders, findOrderLines } from '../store/sales-order-lines.ts'
import { findOrdersOfQuotations, findSalesOrderHeaders, type OrderOfQuotation } from '../store/sales-orders.ts'
import {
  findLinesOfReturns,
  findReturnLines,
  findReturnsOfDeliveries,
  findSalesReturnHeaders,
  type ReturnOfDelivery,
} from '../store/sales-returns.ts'
import { type TaxNumber, taxNumbersOf } from '../store/tax-numbers.ts'

/** One page of the deliveries for one order. */
export interface DeliveriesOfOrder {
  readonly salesOrderId: string
  readonly limit: number
  readonly after: string | undefined
}

export interface Loaders {
  readonly customer: DataLoader<string, Customer | undefined>
  readonly taxNumber: DataLoader<string, TaxNumber | undefined>
  readonly limitChangeOfCustomer: DataLoader<string, CreditLimitChange | undefined>
  readonly salesOrder: DataLoader<string, SalesOrderHeader | undefined>
  readonly salesOrderLine: DataLoader<string, SalesOrderLine | undefined>
  readonly linesOfOrder: DataLoader<string, SalesOrderLine[]>
  readonly progressOfOrder: DataLoader<string, DeliveryProgress | undefined>
  readonly deliveriesOfOrder: DataLoader<DeliveriesOfOrder, DeliveryHeader[], string>
  readonly delivery: DataLoader<string, DeliveryHeader | undefined>
  readonly deliveryLine: DataLoader<string, DeliveryLine | undefined>
  readonly linesOfDelivery: DataLoader<string, DeliveryLine[]>
  readonly returnsOfDelivery: DataLoader<string, ReturnOfDelivery[]>
  readonly salesReturn: DataLoader<string, SalesReturnHeader | undefined>
  readonly salesReturnLine: DataLoader<string, SalesReturnLine | undefined>
  readonly linesOfReturn: DataLoader<string, SalesReturnLine[]>
  readonly invoicingOfOrder: DataLoader<string, InvoicingOfOrderLine[]>
  readonly heldOfOrder: DataLoader<string, HeldSteps | undefined>
  readonly heldOfDelivery: DataLoader<string, HeldSteps | undefined>
  readonly invoicesOfOrder: DataLoader<string, InvoiceOf[]>
  readonly invoicesOfDelivery: DataLoader<string, InvoiceOf[]>
  readonly salesInvoice: DataLoader<string, SalesInvoiceHeader | undefined>
  readonly salesInvoiceLine: DataLoader<string, SalesInvoiceLine | undefined>
  readonly linesOfInvoice: DataLoader<string, SalesInvoiceLine[]>
  readonly creditNotesOfInvoice: DataLoader<string, CreditNoteOfInvoice[]>
  readonly creditNotesOfReturn: DataLoader<string, CreditNoteHeader[]>
  readonly creditNote: DataLoader<string, CreditNoteHeader | undefined>
  readonly creditNoteLine: DataLoader<string, CreditNoteLine | undefined>
  readonly linesOfCreditNote: DataLoader<string, CreditNoteLine[]>
  readonly quotation: DataLoader<string, QuotationHeader | undefined>
  readonly quotationLine: DataLoader<string, QuotationLine | undefined>
  readonly linesOfQuotation: DataLoader<string, QuotationLine[]>
  readonly ordersOfQuotation: DataLoader<string, OrderOfQuotation[]>
  readonly paymentTerm: DataLoader<string, PaymentTerm | undefined>
  readonly promotion: DataLoader<string, Promotion | undefined>
  readonly earnedGiftsOfOrder: DataLoader<string, EarnedGift[]>
  readonly priceList: DataLoader<string, PriceListHeader | undefined>
  readonly linesOfPriceList: DataLoader<string, PriceListLine[]>
  readonly legsOfDocument: DataLoader<string, DocumentLeg[]>
}

/** Loaders live for one request: what it asks for one by one is read at once, in the scope of the caller's company. */
export function createLoaders(
  { transactor, caller }: RequestContext<Tx>,
  taxKeys: Pick<SealingKeys, 'fields'>,
): Loaders {
  type Find<Row> = (tx: Tx, ids: readonly string[]) => Promise<readonly Row[]>
  const read = <Result>(work: (tx: Tx) => Promise<Result>) => transactor.read([caller.companyId], work)

  function byId<Row extends { readonly id: string }>(find: Find<Row>): DataLoader<string, Row | undefined> {
    return new DataLoader(async (ids) => {
      const rows = new Map((await read((tx) => find(tx, ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id))
    })
  }

  function byOwner<Row>(find: Find<Row>, ownerOf: (row: Row) => string): DataLoader<string, Row[]> {
    return new DataLoader(async (ids) => {
      const rows = Map.groupBy(await read((tx) => find(tx, ids)), ownerOf)
      return ids.map((id) => rows.get(id) ?? [])
    })
  }

  return {
    customer: byId(findCustomers),
    taxNumber: byId((tx, ids) => taxNumbersOf(tx, taxKeys, ids)),
    limitChangeOfCustomer: new DataLoader(async (ids) => {
      const found = await read((tx) => findNewestLimitChanges(tx, ids))
      const changes = new Map(found.map((change) => [change.customerId, change]))
      return ids.map((id) => changes.get(id))
    }),
    salesOrder: byId(findSalesOrderHeaders),
    salesOrderLine: byId(findOrderLines),
    linesOfOrder: byOwner(findLinesOfOrders, (line) => line.salesOrderId),
    progressOfOrder: new DataLoader(async (ids) => {
      const rows = new Map((await read((tx) => progressOfOrders(tx, ids))).map((row) => [row.salesOrderId, row]))
      return ids.map((id) => rows.get(id))
    }),
    deliveriesOfOrder: new DataLoader((asked) => read((tx) => deliveriesOfOrders(tx, asked)), {
      cacheKeyFn: deliveriesKey,
    }),
    delivery: byId(findDeliveryHeaders),
    deliveryLine: byId(findDeliveryLines),
    linesOfDelivery: byOwner(findLinesOfDeliveries, (line) => line.deliveryId),
    returnsOfDelivery: byOwner(findReturnsOfDeliveries, (returned) => returned.deliveryId),
    salesReturn: byId(findSalesReturnHeaders),
    salesReturnLine: byId(findReturnLines),
    linesOfReturn: byOwner(findLinesOfReturns, (line) => line.salesReturnId),
    heldOfOrder: byId(heldStepsOfOrders),
    heldOfDelivery: byId(heldStepsOfDeliveries),
    invoicingOfOrder: byOwner(findInvoicingOfOrders, (line) => line.salesOrderId),
    invoicesOfOrder: byOwner(findInvoicesOfOrders, ({ chargedFor }) => chargedFor),
    invoicesOfDelivery: byOwner(findInvoicesOfDeliveries, ({ chargedFor }) => chargedFor),
    salesInvoice: byId(findSalesInvoiceHeaders),
    salesInvoiceLine: byId(findInvoiceLines),
    linesOfInvoice: byOwner(findLinesOfInvoices, (line) => line.salesInvoiceId),
    creditNotesOfInvoice: byOwner(findCreditNotesOfInvoices, ({ salesInvoiceId }) => salesInvoiceId),
    creditNotesOfReturn: byOwner(findCreditNotesOfReturns, ({ salesReturnId }) => salesReturnId ?? ''),
    creditNote: byId(findCreditNoteHeaders),
    creditNoteLine: byId(findCreditNoteLines),
    linesOfCreditNote: byOwner(findLinesOfCreditNotes, (line) => line.creditNoteId),
    quotation: byId(findQuotationHeaders),
    quotationLine: byId(findQuotationLines),
    linesOfQuotation: byOwner(findLinesOfQuotations, (line) => line.quotationId),
    ordersOfQuotation: byOwner(findOrdersOfQuotations, ({ quotationId }) => quotationId),
    paymentTerm: byId(findPaymentTerms),
    promotion: byId(findPromotions),
    earnedGiftsOfOrder: byOwner(findEarnedGifts, ({ salesOrderId }) => salesOrderId),
    priceList: byId(findPriceListHeaders),
    linesOfPriceList: byOwner(findLinesOfPriceLists, (line) => line.priceListId),
    legsOfDocument: byOwner(findLegs, (leg) => leg.documentId),
  }
}

/** What orders get on top by promotions. */
async function findEarnedGifts(tx: Tx, orderIds: readonly string[]): Promise<EarnedGift[]> {
  return (await findPromotedOrders(tx, orderIds)).map(earnedGiftOf)
}

/** One statement for each page that is asked for; usually all orders of a list are asked for the same one. */
async function deliveriesOfOrders(tx: Tx, asked: readonly DeliveriesOfOrder[]): Promise<DeliveryHeader[][]> {
  const found = new Map<string, DeliveryHeader[]>()
  for (const samePage of Map.groupBy(asked, ({ limit, after }) => `${limit} ${after ?? ''}`).values()) {
    const [page] = samePage
    if (!page) continue
    const orderIds = samePage.map(({ salesOrderId }) => salesOrderId)
    const lists = await listDeliveriesOfOrders(tx, orderIds, page)
    for (const one of samePage) found.set(deliveriesKey(one), lists.get(one.salesOrderId) ?? [])
  }
  return asked.map((one) => found.get(deliveriesKey(one)) ?? [])
}

function deliveriesKey({ salesOrderId, limit, after }: DeliveriesOfOrder): string {
  return `${salesOrderId} ${limit} ${after ?? ''}`
}
