import type { BusinessDate, Currency, Money, WrittenInstalment } from '@erp/values'
import type { DocumentType, EventKind, ItemClass } from './business-event.ts'

/** What stock events are worth. Receipts are positive, issues negative; difference = clearing − stock − transit. */
export const stockAmounts = ['stockValue', 'transitValue', 'clearingValue', 'differenceValue'] as const

/** What invoices are worth beside what they clear; gross = net + charge + ahead + tax + exchange − clearing − estimate. */
export const invoiceAmounts = [
  'netValue',
  'chargeValue',
  'aheadValue',
  'taxValue',
  'exchangeValue',
  'estimateValue',
  'grossValue',
] as const

/** The amounts a voucher template may name. */
export const amountFields = [...stockAmounts, ...invoiceAmounts] as const
export type AmountField = (typeof amountFields)[number]

/** What a business line is worth; what an event does not speak of is left out. */
export type Amounts = Readonly<
  Record<(typeof stockAmounts)[number], Money> & Partial<Record<(typeof invoiceAmounts)[number], Money>>
>

/** One business line to post: what it is worth, and the dimensions its voucher lines will carry. */
export type FactLine = {
  readonly sourceLineId: string
  readonly stockEntryId: string | null
  readonly itemId: string | null
  readonly itemClass: ItemClass | null
  readonly warehouseId: string | null
  readonly valuationAreaId: string | null
  readonly supplierId: string | null
  /** What else account rules may ask about the line; left out where the event does not say. */
  readonly partyClass?: string | null
  readonly taxCode?: string | null
  readonly departmentId?: string | null
  readonly expenseType?: string | null
  readonly projectId?: string | null
  readonly employeeId?: string | null
  readonly customerId?: string | null
  /** What was ordered that the line charges for. */
  readonly salesOrderId?: string
  /** The invoice that the line credits a customer of. */
  readonly creditedInvoiceId?: string
  /** The receipt of the goods that a supplier charges for or credits. */
  readonly goodsReceiptId?: string
  /** What was ordered of a supplier that came, went back or, of a service, is charged for. */
  readonly purchaseOrderLineId?: string
  /** Base units as exact text; its sign follows the amounts. */
  readonly quantity: string | null
  readonly amounts: Amounts
  /** What its gross is as printed, of an invoice in another currency than that of the books. */
  readonly foreign?: ForeignGross
}

/** An amount in another currency, and that of the books for one unit of it. */
export type ForeignGross = { readonly amount: Money; readonly rate: string }

/** When what of a document is due, the first due first, where it is not all due on one day. */
export type Schedule = { readonly currency: Currency; readonly instalments: readonly WrittenInstalment[] }

/** What happened, valued by its owner: all that posting may look at beside the company's own set-up. */
export type PostingFacts = {
  readonly companyId: string
  readonly eventKind: EventKind
  readonly documentType: DocumentType
  readonly documentId: string
  readonly documentNumber: string
  /** What exactly is posted: at most one voucher per source, purpose and revision. */
  readonly sourceType:
    | 'STOCK_DOCUMENT'
    | 'GOODS_RECEIPT'
    | 'SUPPLIER_INVOICE'
    | 'ESTIMATE_TURN'
    | 'SALES_INVOICE'
    | 'CREDIT_NOTE'
    | 'STOCK_DIFFERENCE_DISPOSAL'
    | 'EXPENSE_CLAIM'
    | 'EMPLOYEE_ADVANCE'
  readonly sourceId: string
  readonly revision: number
  readonly businessDate: BusinessDate
  /** When what it makes anybody owe is due; left out where the event does not say. */
  readonly dueOn?: BusinessDate
  readonly schedule?: Schedule
  readonly currency: Currency
  readonly lines: readonly FactLine[]
}
