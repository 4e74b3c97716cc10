import { consume, type WantedLine } from '../domain/reservation.ts'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'

/**
 * Goods are about to leave for a document: what was kept for its lines is kept no longer. Call it in the transaction that
 * issues them, after the balances are locked and before what is on hand is read or changed; lines name those that reserved.
 */
export async function consumeReservations(
  { tx, now }: Unit,
  { documentType, documentId }: { readonly documentType: string; readonly documentId: string },
  issued: readonly WantedLine[],
): Promise<void> {
  const open = await reservations.list(tx, { documentType, documentId, openOnly: true })
  await reservations.settle(tx, consume(open, issued), now)
}
