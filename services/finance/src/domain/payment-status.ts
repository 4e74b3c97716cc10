import type { Currency } from '@erp/values'

/** What the open items 往来 of one document come to, in minor units of its currency; debits positive. */
export type DocumentItems = {
  readonly documentId: string
  readonly currency: Currency
  readonly original: bigint
  readonly open: bigint
  /** Whether something that is open should have been paid before today. */
  readonly isOverdue: boolean
}

/** How far what a document charges is settled 收付款状态. */
export type PaymentStatus = 'NOT_POSTED' | 'EXCEPTION' | 'OPEN' | 'PARTIAL' | 'OVERDUE' | 'COMPLETE'

/** By its items: what is not posted has none, and may be held; what is late stays late until nothing is open. */
export function paymentStatus(items: DocumentItems | undefined, isHeld: boolean): PaymentStatus {
  if (isHeld) return 'EXCEPTION'
  if (items === undefined) return 'NOT_POSTED'
  if (items.open === 0n) return 'COMPLETE'
  if (items.isOverdue) return 'OVERDUE'
  return items.open === items.original ? 'OPEN' : 'PARTIAL'
}
