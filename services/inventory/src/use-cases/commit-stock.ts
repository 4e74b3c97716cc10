import { type Refusal, refuse } from '@erp/values'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'

/** Nothing is kept for the document any more: its holds ended, or there were none. */
export type NothingReserved = Refusal<'NothingReserved', { documentId: string }>

/** Makes all that is held for a document firm, so that it no longer ends by itself. Firm already is firm. */
export async function commitStock(
  { tx }: Unit,
  { documentType, documentId }: { readonly documentType: string; readonly documentId: string },
): Promise<'committed' | NothingReserved> {
  const open = await reservations.lock(tx, { documentType, documentId })
  if (open.length === 0) return refuse('NothingReserved', { documentId })
  await reservations.commit(
    tx,
    open.map(({ id }) => id),
  )
  return 'committed'
}
