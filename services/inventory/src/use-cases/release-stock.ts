import { type Refusal, refuse } from '@erp/values'
import { end, isOpen, type ReservationStatus } from '../domain/reservation.ts'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'

/** The company has no such reservation. */
export type ReservationNotFound = Refusal<'ReservationNotFound', { reservationId: string; path: readonly string[] }>
/** It keeps nothing any more. */
export type ReservationEnded = Refusal<'ReservationEnded', { status: ReservationStatus; path: readonly string[] }>

/** Gives back whatever is still kept for a document; nothing when nothing is. It cannot be refused. */
export async function releaseStock(
  { tx, now }: Unit,
  { documentType, documentId }: { readonly documentType: string; readonly documentId: string },
): Promise<void> {
  const open = await reservations.lock(tx, { documentType, documentId })
  await reservations.settle(tx, end(open, 'RELEASED'), now)
}

/** Gives back what one reservation still keeps. */
export async function releaseReservation(
  { tx, now }: Unit,
  { reservationId }: { readonly reservationId: string },
): Promise<reservations.ShownReservation | ReservationNotFound | ReservationEnded> {
  await reservations.lock(tx, { ids: [reservationId] })
  const reservation = await reservations.find(tx, reservationId)
  const path = ['input', 'reservationId']
  if (!reservation) return refuse('ReservationNotFound', { reservationId, path })
  if (!isOpen(reservation)) return refuse('ReservationEnded', { status: reservation.status, path })
  await reservations.settle(tx, end([reservation], 'RELEASED'), now)
  return (await reservations.find(tx, reservationId)) ?? refuse('ReservationNotFound', { reservationId, path })
}
