import type { EventKind } from './business-event.ts'

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
}

export const nothingMoved: SubledgerTie = {
  stockInLedger: 0n,
  stockInDocuments: 0n,
  clearingLinesApart: 0,
  clearingInLedger: 0n,
  clearingInDocuments: 0n,
}

/** Where stock stands, at rest or between two places; together they move by what inventory says it is worth. */
export const stockKeys = ['INV', 'TRN'] as const

/** The events whose clearing value is what they owe to suppliers until the invoice comes, or are owed until the credit note does. */
export const clearingEvents: readonly EventKind[] = [
  'PURCHASE_RECEIPT',
  'PURCHASE_RETURN_UNINVOICED',
  'PURCHASE_RETURN_INVOICED',
  'SUPPLIER_INVOICE',
  'SUPPLIER_CREDIT_NOTE',
]
