import {
  lotPlaceKey,
  type NotReservable,
  type Reservation,
  type ReservingDocument,
  reserve,
  type WantedLine,
} from '../domain/reservation.ts'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'

/** Goods to keep for a document; `holdSeconds` is how long, null until somebody says otherwise. */
export type StockToReserve = {
  readonly companyId: string
  readonly document: ReservingDocument
  readonly lines: readonly WantedLine[]
  readonly holdSeconds: number | null
}

/** Keeps the goods of all lines or of none. Whoever comes second for the last of them learns how much is left. */
export async function reserveStock(
  { tx, now }: Unit,
  { companyId, document, lines, holdSeconds }: StockToReserve,
): Promise<readonly Reservation[] | NotReservable> {
  await reservations.lockPlaces(tx, lines)
  const open = await reservations.list(tx, {
    documentType: document.documentType,
    documentId: document.documentId,
    openOnly: true,
  })
  const keptAlready = new Set(open.map((one) => `${one.documentLineId}/${lotPlaceKey(one)}`))
  const facts = { ...(await reservations.facts(tx, lines)), keptAlready }
  const kept = reserve(companyId, document, lines, { status: holdSeconds === null ? 'COMMITTED' : 'HELD', facts })
  if ('refusal' in kept) return kept
  await reservations.insert(tx, kept, { holdSeconds, reservedAt: now })
  return kept
}
