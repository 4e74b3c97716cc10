import { type AgreementExceeded, beyondAgreement } from '../domain/agreed-total.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import { findDrawnOfPriceLists, lockAgreements } from '../store/supplier-price-lists.ts'
import type { Tx } from './unit.ts'

/**
 * Whether an order wants more of the agreements its prices come from than is left of them. They are locked, so that orders
 * at once never draw more than was agreed; an order that is given up or amended leaves the rest to others.
 */
export async function whyNotDrawn(
  tx: Tx,
  { id, lines }: Pick<PurchaseOrder, 'id' | 'lines'>,
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
      id,
    ),
    ({ priceListId }) => priceListId,
  )
  for (const list of agreements) {
    const exceeded = beyondAgreement(lines, list, drawn.get(list.id) ?? [])
    if (exceeded) return exceeded
  }
  return undefined
}
