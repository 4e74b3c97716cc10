import type { Message } from '@erp/messaging'
import { reversePurchaseReturn } from '../domain/purchase-return.ts'
import type { Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import { recordStockDocuments } from './record-stock-documents.ts'

/**
 * Brings the goods of a purchase return back at the value they left with. Cannot be refused; does nothing when they never
 * left or are back already.
 */
export async function cancelPurchaseReturnIssue(
  unit: Unit,
  { purchaseReturnId }: { purchaseReturnId: string },
  causedBy: Message,
): Promise<void> {
  const { tx } = unit
  const issued = await stockDocuments.findStanding(tx, 'PURCHASE_RETURN', purchaseReturnId)
  if (!issued) return
  const layerIds = issued.entries.flatMap(({ layerChanges }) => layerChanges.map(({ layerId }) => layerId))
  const book = await stockBalances.withLayers(tx, await stockBalances.lock(tx, issued.entries), layerIds)
  const posting = reversePurchaseReturn(issued, book)
  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
}
