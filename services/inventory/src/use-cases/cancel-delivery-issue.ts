import type { Message } from '@erp/messaging'
import type { Unit } from '../store/database.ts'
import { undoDocument } from './take-back-document.ts'

/**
 * Brings the goods of a delivery back at the value they left with. Cannot be refused; does nothing when they never left or
 * are back already.
 */
export async function cancelDeliveryIssue(
  unit: Unit,
  { companyId, deliveryId }: { companyId: string; deliveryId: string },
  causedBy: Message,
): Promise<void> {
  const undone = await undoDocument(unit, { companyId, documentType: 'DELIVERY', documentId: deliveryId }, causedBy)
  if ('refusal' in undone) throw new Error(`Delivery ${deliveryId} cannot be undone: ${JSON.stringify(undone)}`)
}
