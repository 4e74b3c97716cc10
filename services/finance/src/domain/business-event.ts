import type { AmountField } from './posting-facts.ts'

/** The kinds of goods 存货类别; they decide the inventory account. Services are never in stock. */
export type ItemClass = 'RAW_MATERIAL' | 'SEMI_FINISHED' | 'FINISHED_GOODS' | 'MERCHANDISE' | 'SERVICE'

/** The business events that a voucher template answers, with their rows in DOMAIN.md 2.2. */
export type EventKind =
  | 'PURCHASE_RECEIPT' // P1
  | 'PURCHASE_RETURN_UNINVOICED' // P4
  | 'PURCHASE_RETURN_INVOICED' // P5
  | 'SUPPLIER_INVOICE' // P2, P9
  | 'SUPPLIER_INVOICE_REVERSING' // P2, estimates taken back in red
  | 'SUPPLIER_CREDIT_NOTE' // P5
  | 'PURCHASE_VARIANCE' // P2v
  | 'FOREIGN_PURCHASE_VARIANCE' // P2v, P2f
  | 'GOODS_IN_TRANSIT_RECEIVED' // P3
  | 'RECEIPT_ESTIMATE_TURNED' // P1, taken back in red or made anew
  | 'SALES_DELIVERY' // S1
  | 'SALES_GIFT' // S6
  | 'SALES_RETURN' // S3
  | 'GOODS_SHIPPED' // S1'
  | 'SHIPPED_GOODS_RETURNED' // S3, of goods that were not cost of sales yet
  | 'SHIPPED_GOODS_CHARGED' // S1', once they are invoiced
  | 'SALES_INVOICE' // S2
  | 'CREDIT_NOTE' // S4
  | 'LANDED_COST' // P6
  | 'STOCK_TRANSFER' // T2
  | 'TRANSFER_SHIPMENT' // T3
  | 'TRANSFER_RECEIPT' // T3
  | 'TRANSFER_LOSS' // T3
  | 'STOCKTAKE_LOSS' // C1
  | 'STOCKTAKE_GAIN' // C2
  | 'STOCK_LOSS_EXPENSED' // C1
  | 'STOCK_LOSS_EXTRAORDINARY' // C1
  | 'STOCK_LOSS_CLAIMED' // C1
  | 'STOCK_GAIN_TAKEN' // C2
  | 'STOCK_SCRAP' // C3
  | 'COST_ADJUSTMENT' // C4
  | 'OPENING_STOCK' // O1
  | 'OTHER_RECEIPT'
  | 'OTHER_ISSUE'
  | 'STOCK_ASSEMBLY'
  | 'COSTING_CHANGE'
  | 'EXPENSE_CLAIM' // E1
  | 'EXPENSE_PAYMENT' // E2, until payments settled claims
  | 'EMPLOYEE_ADVANCE' // E2, until payments gave advances

/** The business events that new books have templates for. */
export type CurrentEventKind = Exclude<EventKind, 'EXPENSE_PAYMENT' | 'EMPLOYEE_ADVANCE'>

/** Events that take value from some goods and give it to others: what they are cleared with adds up to zero. */
const eventsThatMoveValue: ReadonlySet<EventKind> = new Set([
  'STOCK_TRANSFER',
  'TRANSFER_SHIPMENT',
  'TRANSFER_RECEIPT',
  'STOCK_ASSEMBLY',
])

const chargedBySuppliers = [
  'netValue',
  'chargeValue',
  'aheadValue',
  'taxValue',
  'exchangeValue',
  'clearingValue',
] as const

/**
 * Events that move no goods: what is owed or due for them, and for their tax, is what they are worth. Each with what makes it
 * up; what a supplier's invoice clears counts against it.
 */
const partsOfInvoices = {
  SUPPLIER_INVOICE: chargedBySuppliers,
  SUPPLIER_INVOICE_REVERSING: [...chargedBySuppliers, 'estimateValue'],
  SUPPLIER_CREDIT_NOTE: ['taxValue', 'exchangeValue', 'clearingValue'],
  GOODS_IN_TRANSIT_RECEIVED: ['clearingValue'],
  RECEIPT_ESTIMATE_TURNED: ['clearingValue'],
  SALES_INVOICE: ['netValue', 'taxValue'],
  CREDIT_NOTE: ['netValue', 'taxValue'],
  EXPENSE_CLAIM: ['netValue', 'taxValue', 'clearingValue'],
  EXPENSE_PAYMENT: ['netValue'],
  EMPLOYEE_ADVANCE: ['netValue'],
} as const satisfies Partial<Record<EventKind, readonly AmountField[]>>

export function isInvoice(eventKind: EventKind): eventKind is keyof typeof partsOfInvoices {
  return Object.hasOwn(partsOfInvoices, eventKind)
}

/** The amounts that make up what an invoice comes to. */
export function partsOfInvoice(eventKind: keyof typeof partsOfInvoices): readonly AmountField[] {
  return partsOfInvoices[eventKind]
}

export function movesValueOnly(eventKind: EventKind): boolean {
  return eventsThatMoveValue.has(eventKind)
}

/** Decisions on who bears what was missing or was found, and what invoices make of shipped goods; these have moved before. */
const afterGoods: ReadonlySet<EventKind> = new Set([
  'SHIPPED_GOODS_CHARGED',
  'STOCK_LOSS_EXPENSED',
  'STOCK_LOSS_EXTRAORDINARY',
  'STOCK_LOSS_CLAIMED',
  'STOCK_GAIN_TAKEN',
])

/** Where the goods of an event lie: in warehouses, on their way between them, or both; nowhere where none move. */
export function placesOf(eventKind: EventKind): readonly ('stockValue' | 'transitValue')[] {
  if (isInvoice(eventKind) || afterGoods.has(eventKind)) return []
  if (eventKind === 'TRANSFER_LOSS') return ['transitValue']
  const both = eventKind === 'TRANSFER_SHIPMENT' || eventKind === 'TRANSFER_RECEIPT'
  return both ? ['stockValue', 'transitValue'] : ['stockValue']
}

/** The business documents 业务单据 that vouchers are posted for. */
export type DocumentType =
  | 'GOODS_RECEIPT'
  | 'PURCHASE_RETURN'
  | 'SUPPLIER_INVOICE'
  | 'ESTIMATE_TURN'
  | 'DELIVERY'
  | 'SALES_RETURN'
  | 'SALES_INVOICE'
  | 'CREDIT_NOTE'
  | 'LANDED_COST'
  | 'STOCK_TRANSFER'
  | 'STOCKTAKE'
  | 'STOCK_DIFFERENCE_DISPOSAL'
  | 'MISCELLANEOUS_MOVEMENT'
  | 'COST_ADJUSTMENT'
  | 'STOCK_ASSEMBLY'
  | 'COSTING_CHANGE'
  | 'EXPENSE_CLAIM'
  | 'EMPLOYEE_ADVANCE'
