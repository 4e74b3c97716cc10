import { Decimal } from '@erp/values'
import type { PostingFacts } from './posting-facts.ts'

/**
 * How far what was ordered is posted: of goods by quantity, of services by value. A price or an exchange rate that moved
 * since leaves no remainder of goods that have all come.
 */
export type Progress = { readonly measure: Decimal; readonly taken: Decimal }

/** What is still reserved of an amount; never more than all of it, whatever went back. */
export function openOf(amount: bigint, progress: Progress | null): bigint {
  if (progress === null) return amount
  const { measure, taken } = progress
  const open = Decimal.max(Decimal.min(measure.minus(taken), measure), 0)
  return BigInt(open.times(amount.toString()).div(measure).toFixed(0, Decimal.ROUND_HALF_UP))
}

/** What posted documents take of what was ordered, by order line; negative where goods go back or an invoice is taken back. */
export function takenByOrderLine(posted: readonly PostingFacts[]): ReadonlyMap<string, Decimal> {
  const taken = new Map<string, Decimal>()
  for (const { lines } of posted)
    for (const { purchaseOrderLineId, quantity, amounts } of lines) {
      if (purchaseOrderLineId === undefined) continue
      const more = new Decimal(quantity ?? (amounts.netValue?.minor ?? 0n).toString())
      taken.set(purchaseOrderLineId, (taken.get(purchaseOrderLineId) ?? new Decimal(0)).plus(more))
    }
  return taken
}
