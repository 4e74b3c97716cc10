import type { EventKind } from './business-event.ts'
import type { OpenItemKind } from './open-item.ts'

/**
 * What business events said they were worth, beside what the ledger made of them: movements of one period in minor units
 * of the books' currency, debits positive for stock and credits positive for 暂估应付.
 */
export type SubledgerTie = {
  readonly stockInLedger: bigint
  readonly stockInDocuments: bigint
  /** Document lines whose clearing value is not what stands on 暂估应付 under their name. */
  readonly clearingLinesApart: number
  readonly clearingInLedger: bigint
  readonly clearingInDocuments: bigint
  /** Accounts of open items that some party's items do not add up to at the end of the period; empty when all do. */
  readonly openItemsApart: readonly OpenItemsApart[]
}

/** Balances of one kind, debits positive, and of how many parties they differ. */
export type OpenItemsApart = {
  readonly kind: OpenItemKind
  readonly parties: number
  readonly ledger: bigint
  readonly items: bigint
}

export const nothingMoved: SubledgerTie = {
  stockInLedger: 0n,
  stockInDocuments: 0n,
  clearingLinesApart: 0,
  clearingInLedger: 0n,
  clearingInDocuments: 0n,
  openItemsApart: [],
}

/** Where stock stands, at rest or between two places; together they move by what inventory says it is worth. */
export const stockKeys = ['INV', 'TRN'] as const

/** The events whose clearing value is what they owe to suppliers until the invoice comes, or are owed until the credit note does. */
export const clearingEvents: readonly EventKind[] = [
  'PURCHASE_RECEIPT',
  'PURCHASE_RETURN_UNINVOICED',
  'PURCHASE_RETURN_INVOICED',
  'SUPPLIER_INVOICE',
  'SUPPLIER_INVOICE_REVERSING',
  'SUPPLIER_CREDIT_NOTE',
  'FOREIGN_PURCHASE_VARIANCE',
  'GOODS_IN_TRANSIT_RECEIVED',
  'RECEIPT_ESTIMATE_TURNED',
]
