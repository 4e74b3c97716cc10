import { add, type Money } from '@erp/values'
import type { PostingFacts } from './posting-facts.ts'

/** Credit of a customer that a document holds 信用额度占用 until its invoices are posted or it ends. */
export interface CreditHold {
  readonly companyId: string
  readonly documentType: string
  readonly documentId: string
  readonly documentNumber: string
  readonly customerId: string
  readonly amount: Money
  /** Somebody granted it although the limit did not cover it. */
  readonly despiteLimit: boolean
}

/** A hold that is asked for. */
export interface AskedHold extends CreditHold {
  /** A lower limit that this document alone is measured by; null where it is the customer's. */
  readonly limitForThis: Money | null
}

/** What invoices charge for sales orders, by order; negative where they are taken back. */
export function chargesByOrder(invoices: readonly PostingFacts[]): ReadonlyMap<string, Money> {
  const charges = new Map<string, Money>()
  for (const { lines } of invoices)
    for (const { salesOrderId, amounts } of lines) {
      if (salesOrderId == null || !amounts.grossValue) continue
      const before = charges.get(salesOrderId)
      charges.set(salesOrderId, before ? add(before, amounts.grossValue) : amounts.grossValue)
    }
  return charges
}
