import { type AgreementExceeded, beyondAgreement } from '../domain/agreed-total.ts'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import { findDrawnOfPriceLists, lockAgreements } from '../store/supplier-price-lists.ts'
import type { Tx } from './unit.ts'

/**
 * Whether an order, or new ones of one supplier each, want more of the agreements their prices come from than is left of them. They are locked, so that orders
 * at once never draw more than was agreed; an order that is given up or amended leaves the rest to others.
 */
export async function whyNotDrawn(
  tx: Tx,
  lines: readonly PurchaseOrderLine[],
  orderId: string | null = null,
): Promise<AgreementExceeded | undefined> {
  const agreements = await lockAgreements(
    tx,
    lines.flatMap(({ priceListId }) => priceListId ?? []),
  )
  if (agreements.length === 0) return undefined
  const drawn = Map.groupBy(
    await findDrawnOfPriceLists(
      tx,
      agreements.map((list) => list.id),
      orderId,
    ),
    ({ priceListId }) => priceListId,
  )
  for (const list of agreements) {
    const exceeded = beyondAgreement(lines, list, drawn.get(list.id) ?? [])
    if (exceeded) return exceeded
  }
  return undefined
}
