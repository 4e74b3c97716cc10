import type { Message } from '@erp/messaging'
import type { Unit } from '../store/database.ts'
import { undoDocument } from './take-back-document.ts'

/**
 * Brings the goods of a purchase return back at the value they left with. Cannot be refused; does nothing when they never
 * left or are back already.
 */
export async function cancelPurchaseReturnIssue(
  unit: Unit,
  { companyId, purchaseReturnId: documentId }: { companyId: string; purchaseReturnId: string },
  causedBy: Message,
): Promise<void> {
  const undone = await undoDocument(unit, { companyId, documentType: 'PURCHASE_RETURN', documentId }, causedBy)
  if ('refusal' in undone) throw new Error(`Return ${documentId} cannot be undone: ${JSON.stringify(undone)}`)
}
