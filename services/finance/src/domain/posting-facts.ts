import type { BusinessDate, Currency, Money } from '@erp/values'
import type { DocumentType, EventKind, ItemClass } from './business-event.ts'

/** The amounts a voucher template may name. Receipts are positive, issues negative; difference = clearing − stock − transit. */
export const amountFields = ['stockValue', 'transitValue', 'clearingValue', 'differenceValue'] as const
export type AmountField = (typeof amountFields)[number]

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
  /** Base units as exact text; its sign follows the amounts. */
  readonly quantity: string | null
  readonly amounts: Readonly<Record<AmountField, Money>>
}

/** What happened, valued by its owner: all that posting may look at beside the company's own set-up. */
export type PostingFacts = {
  readonly companyId: string
  readonly eventKind: EventKind
  readonly documentType: DocumentType
  readonly documentId: string
  readonly documentNumber: string
  /** What exactly is posted: at most one voucher per source, purpose and revision. */
  readonly sourceType: 'STOCK_DOCUMENT'
  readonly sourceId: string
  readonly revision: number
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly lines: readonly FactLine[]
}
