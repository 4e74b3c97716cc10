import type { RequestContext } from '@erp/graphql-kit'
import type { SealingKeys } from '@erp/service-kit'
import DataLoader from 'dataloader'
import type { DrawnOfItem } from '../domain/agreed-total.ts'
import type { DocumentLeg } from '../domain/document-leg.ts'
import type { GoodsReceiptHeader, GoodsReceiptLine } from '../domain/goods-receipt.ts'
import type { PaymentFile } from '../domain/payment-file.ts'
import type { PaymentTerm } from '../domain/payment-term.ts'
import type { PurchaseOrderHeader } from '../domain/purchase-order.ts'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import type { PurchaseRequisitionHeader, PurchaseRequisitionLine } from '../domain/purchase-requisition.ts'
import type { PurchaseReturnHeader, PurchaseReturnLine } from '../domain/purchase-return.ts'
import type { EstimateTurn, EstimateTurnLine } from '../domain/receipt-estimate.ts'
import type { RequestForQuotationHeader, RequestLine } from '../domain/request-for-quotation.ts'
import type { Supplier } from '../domain/supplier.ts'
import type { SupplierBankAccount } from '../domain/supplier-bank-account.ts'
import type { SupplierInvoiceHeader, SupplierInvoiceLine } from '../domain/supplier-invoice.ts'
import type { SupplierPriceListHeader, SupplierPriceListLine } from '../domain/supplier-price-list.ts'
import type { QuotationAnswer } from '../domain/supplier-quotation.ts'
import { findLegs } from '../store/document-legs.ts'
import { findEstimateTurns, findLinesOfTurns } from '../store/estimate-turns.ts'
import { findLinesOfReceipts, findReceiptLines } from '../store/goods-receipt-lines.ts'
import { findGoodsReceiptHeaders, listReceiptsOfOrders } from '../store/goods-receipts.ts'
import { type HeldSteps, heldStepsOfOrders, heldStepsOfReceipts } from '../store/held-documents.ts'
import { findInvoicedOfOrderLines, type InvoicedOfOrderLine } from '../store/invoiceable-lines.ts'
import { findPaymentFiles } from '../store/payment-files.ts'
import { findPaymentTerms } from '../store/payment-terms.ts'
import { findLinesOfOrders, findOrderLines } from '../store/purchase-order-lines.ts'
import { findRevisionsOfOrders, type PurchaseOrderRevision } from '../store/purchase-order-revisions.ts'
import {
  findOrdersOfRequisitions,
  findPurchaseOrderHeaders,
  type OrderOfRequisition,
} from '../store/purchase-orders.ts'
import { findPurchaseRequisitionHeaders } from '../store/purchase-requisitions.ts'
import {
  findLinesOfReturns,
  findPurchaseReturnHeaders,
  findReturnLines,
  findReturnsOfReceipts,
  type ReturnOfReceipt,
} from '../store/purchase-returns.ts'
import {
  findLinesOfRequests,
  findRequestForQuotationHeaders,
  findRequestLines,
  findSuppliersOfRequests,
} from '../store/requests-for-quotation.ts'
import { findLinesOfRequisitions, findRequisitionLines } from '../store/requisition-lines.ts'
import { findBankAccounts } from '../store/supplier-bank-accounts.ts'
import { findInvoiceLines, findLinesOfInvoices } from '../store/supplier-invoice-lines.ts'
import {
  findInvoicesOfReceipts,
  findSupplierInvoiceHeaders,
  type InvoiceOfReceipt,
} from '../store/supplier-invoices.ts'
import {
  findDrawnOfPriceLists,
  findLinesOfSupplierPriceLists,
  findSupplierPriceListHeaders,
} from '../store/supplier-price-lists.ts'
import { findAnswersOfLines } from '../store/supplier-quotations.ts'
import { findSuppliers } from '../store/suppliers.ts'
import type { Tx } from '../use-cases/unit.ts'

/** One page of the receipts against one order. */
export interface ReceiptsOfOrder {
  readonly purchaseOrderId: string
  readonly limit: number
  readonly after: string | undefined
}

export interface Loaders {
  readonly paymentTerm: DataLoader<string, PaymentTerm | undefined>
  readonly paymentFile: DataLoader<string, PaymentFile | undefined>
  readonly supplier: DataLoader<string, Supplier | undefined>
  readonly bankAccountsOfSupplier: DataLoader<string, SupplierBankAccount[]>
  readonly supplierPriceList: DataLoader<string, SupplierPriceListHeader | undefined>
  readonly linesOfSupplierPriceList: DataLoader<string, SupplierPriceListLine[]>
  readonly drawnOfSupplierPriceList: DataLoader<string, DrawnOfItem[]>
  readonly purchaseRequisition: DataLoader<string, PurchaseRequisitionHeader | undefined>
  readonly requisitionLine: DataLoader<string, PurchaseRequisitionLine | undefined>
  readonly linesOfRequisition: DataLoader<string, PurchaseRequisitionLine[]>
  readonly ordersOfRequisition: DataLoader<string, OrderOfRequisition[]>
  readonly requestForQuotation: DataLoader<string, RequestForQuotationHeader | undefined>
  readonly suppliersOfRequest: DataLoader<string, { readonly supplierId: string }[]>
  readonly requestLine: DataLoader<string, RequestLine | undefined>
  readonly linesOfRequest: DataLoader<string, RequestLine[]>
  readonly answersOfLine: DataLoader<string, QuotationAnswer[]>
  readonly purchaseOrder: DataLoader<string, PurchaseOrderHeader | undefined>
  readonly purchaseOrderLine: DataLoader<string, PurchaseOrderLine | undefined>
  readonly linesOfOrder: DataLoader<string, PurchaseOrderLine[]>
  readonly revisionsOfOrder: DataLoader<string, PurchaseOrderRevision[]>
  readonly receiptsOfOrder: DataLoader<ReceiptsOfOrder, GoodsReceiptHeader[], string>
  readonly goodsReceipt: DataLoader<string, GoodsReceiptHeader | undefined>
  readonly goodsReceiptLine: DataLoader<string, GoodsReceiptLine | undefined>
  readonly linesOfReceipt: DataLoader<string, GoodsReceiptLine[]>
  readonly returnsOfReceipt: DataLoader<string, ReturnOfReceipt[]>
  readonly purchaseReturn: DataLoader<string, PurchaseReturnHeader | undefined>
  readonly purchaseReturnLine: DataLoader<string, PurchaseReturnLine | undefined>
  readonly linesOfReturn: DataLoader<string, PurchaseReturnLine[]>
  readonly supplierInvoice: DataLoader<string, SupplierInvoiceHeader | undefined>
  readonly supplierInvoiceLine: DataLoader<string, SupplierInvoiceLine | undefined>
  readonly linesOfInvoice: DataLoader<string, SupplierInvoiceLine[]>
  readonly invoicesOfReceipt: DataLoader<string, InvoiceOfReceipt[]>
  readonly invoicedOfOrderLine: DataLoader<string, InvoicedOfOrderLine | undefined>
  readonly estimateTurn: DataLoader<string, EstimateTurn | undefined>
  readonly linesOfTurn: DataLoader<string, EstimateTurnLine[]>
  readonly legsOfDocument: DataLoader<string, DocumentLeg[]>
  readonly heldOfOrder: DataLoader<string, HeldSteps | undefined>
  readonly heldOfReceipt: DataLoader<string, HeldSteps | undefined>
}

/** Loaders live for one request: what it asks for one by one is read at once, in the scope of the caller's company. */
export function createLoaders({ transactor, caller }: RequestContext<Tx>, bankKeys: SealingKeys): Loaders {
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
    paymentTerm: byId(findPaymentTerms),
    paymentFile: byId(findPaymentFiles),
    supplier: byId(findSuppliers),
    bankAccountsOfSupplier: byOwner(
      (tx, ids) => findBankAccounts(tx, bankKeys, ids),
      (account) => account.supplierId,
    ),
    supplierPriceList: byId(findSupplierPriceListHeaders),
    linesOfSupplierPriceList: byOwner(findLinesOfSupplierPriceLists, (line) => line.priceListId),
    drawnOfSupplierPriceList: byOwner(findDrawnOfPriceLists, (drawn) => drawn.priceListId),
    purchaseRequisition: byId(findPurchaseRequisitionHeaders),
    requisitionLine: byId(findRequisitionLines),
    linesOfRequisition: byOwner(findLinesOfRequisitions, (line) => line.requisitionId),
    ordersOfRequisition: byOwner(findOrdersOfRequisitions, (order) => order.requisitionId),
    requestForQuotation: byId(findRequestForQuotationHeaders),
    suppliersOfRequest: byOwner(findSuppliersOfRequests, (asked) => asked.requestId),
    requestLine: byId(findRequestLines),
    linesOfRequest: byOwner(findLinesOfRequests, (line) => line.requestId),
    answersOfLine: byOwner(findAnswersOfLines, (answer) => answer.requestLineId),
    purchaseOrder: byId(findPurchaseOrderHeaders),
    purchaseOrderLine: byId(findOrderLines),
    linesOfOrder: byOwner(findLinesOfOrders, (line) => line.purchaseOrderId),
    revisionsOfOrder: byOwner(findRevisionsOfOrders, (revision) => revision.purchaseOrderId),
    receiptsOfOrder: new DataLoader((asked) => read((tx) => receiptsOfOrders(tx, asked)), { cacheKeyFn: receiptsKey }),
    goodsReceipt: byId(findGoodsReceiptHeaders),
    goodsReceiptLine: byId(findReceiptLines),
    linesOfReceipt: byOwner(findLinesOfReceipts, (line) => line.goodsReceiptId),
    returnsOfReceipt: byOwner(findReturnsOfReceipts, (returned) => returned.goodsReceiptId),
    purchaseReturn: byId(findPurchaseReturnHeaders),
    purchaseReturnLine: byId(findReturnLines),
    linesOfReturn: byOwner(findLinesOfReturns, (line) => line.purchaseReturnId),
    supplierInvoice: byId(findSupplierInvoiceHeaders),
    supplierInvoiceLine: byId(findInvoiceLines),
    linesOfInvoice: byOwner(findLinesOfInvoices, (line) => line.supplierInvoiceId),
    invoicesOfReceipt: byOwner(findInvoicesOfReceipts, (invoice) => invoice.goodsReceiptId),
    invoicedOfOrderLine: byId(findInvoicedOfOrderLines),
    estimateTurn: byId(findEstimateTurns),
    linesOfTurn: byOwner(findLinesOfTurns, (line) => line.estimateTurnId),
    legsOfDocument: byOwner(findLegs, (leg) => leg.documentId),
    heldOfOrder: byId(heldStepsOfOrders),
    heldOfReceipt: byId(heldStepsOfReceipts),
  }
}

/** One statement for each page that is asked for; usually all orders of a list are asked for the same one. */
async function receiptsOfOrders(tx: Tx, asked: readonly ReceiptsOfOrder[]): Promise<GoodsReceiptHeader[][]> {
  const found = new Map<string, GoodsReceiptHeader[]>()
  for (const samePage of Map.groupBy(asked, ({ limit, after }) => `${limit} ${after ?? ''}`).values()) {
    const [page] = samePage
    if (!page) continue
    const orderIds = samePage.map(({ purchaseOrderId }) => purchaseOrderId)
    const lists = await listReceiptsOfOrders(tx, orderIds, page)
    for (const one of samePage) found.set(receiptsKey(one), lists.get(one.purchaseOrderId) ?? [])
  }
  return asked.map((one) => found.get(receiptsKey(one)) ?? [])
}

function receiptsKey({ purchaseOrderId, limit, after }: ReceiptsOfOrder): string {
  return `${purchaseOrderId} ${limit} ${after ?? ''}`
}
