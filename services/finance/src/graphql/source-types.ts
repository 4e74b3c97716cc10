import type { DocumentType } from '../domain/business-event.ts'

/** The documents vouchers are posted for, as the graph calls them. */
export const sourceTypes = {
  GOODS_RECEIPT: 'GoodsReceipt',
  PURCHASE_RETURN: 'PurchaseReturn',
  SUPPLIER_INVOICE: 'SupplierInvoice',
  ESTIMATE_TURN: 'EstimateTurn',
  DELIVERY: 'Delivery',
  SALES_RETURN: 'SalesReturn',
  SALES_INVOICE: 'SalesInvoice',
  CREDIT_NOTE: 'CreditNote',
  LANDED_COST: 'LandedCost',
  STOCK_TRANSFER: 'StockTransfer',
  STOCKTAKE: 'Stocktake',
  STOCK_DIFFERENCE_DISPOSAL: 'StockDifferenceDisposal',
  MISCELLANEOUS_MOVEMENT: 'MiscellaneousMovement',
  COST_ADJUSTMENT: 'CostAdjustment',
  STOCK_ASSEMBLY: 'StockAssembly',
  COSTING_CHANGE: 'CostingChange',
} as const satisfies Partial<Record<DocumentType, string>>

/** Documents of other services whose lines are known here; the lines of inventory's own are its stock ledger entries. */
const sourceLineTypes = {
  GOODS_RECEIPT: 'GoodsReceiptLine',
  PURCHASE_RETURN: 'PurchaseReturnLine',
  SUPPLIER_INVOICE: 'SupplierInvoiceLine',
  ESTIMATE_TURN: 'GoodsReceiptLine',
  DELIVERY: 'DeliveryLine',
  SALES_RETURN: 'SalesReturnLine',
  SALES_INVOICE: 'SalesInvoiceLine',
  CREDIT_NOTE: 'CreditNoteLine',
} as const

/** The business document behind a voucher; null where a person made it. */
export function sourceOf(documentType: string, id: string) {
  return isIn(sourceTypes, documentType) ? { __typename: sourceTypes[documentType], id } : null
}

export function sourceLineOf(documentType: string, id: string | null) {
  return id !== null && isIn(sourceLineTypes, documentType) ? { __typename: sourceLineTypes[documentType], id } : null
}

function isIn<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key)
}
