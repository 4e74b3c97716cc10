import { newId, parsePositiveQuantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { ItemNotReservable, StockNotAvailable, WarehouseNotReservable } from '../domain/reservation.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'
import { reserveStock } from './reserve-stock.ts'

/** What a person wants kept; `holdMinutes` left out means until it is released. */
export type WantedByHand = {
  readonly itemId: string
  readonly warehouseId: string
  readonly quantity: string
  readonly reference: string
  readonly holdMinutes?: number | undefined
}

const minutesAtMost = 43_200

/** Keeps goods without a document of another service: the reservation is its own document, numbered by what the person wrote. */
export async function reserveByHand(
  unit: Unit,
  { itemId, warehouseId, reference, holdMinutes, ...wanted }: WantedByHand,
): Promise<
  reservations.ShownReservation | InvalidInput | StockNotAvailable | ItemNotReservable | WarehouseNotReservable
> {
  const quantity = parsePositiveQuantity(wanted.quantity)
  if ('refusal' in quantity) return invalidInput('quantity', quantity.problem)
  if (reference.trim() !== reference || reference.length < 1 || reference.length > 40)
    return invalidInput('reference', 'LENGTH')
  if (holdMinutes !== undefined && (holdMinutes < 1 || holdMinutes > minutesAtMost))
    return invalidInput('holdMinutes', 'RANGE')
  const documentId = newId()
  const kept = await reserveStock(unit, {
    companyId: unit.caller.companyId,
    document: { documentType: 'BY_HAND', documentId, documentNumber: reference },
    lines: [{ lineId: documentId, itemId: itemId as ItemId, warehouseId: warehouseId as WarehouseId, quantity }],
    holdSeconds: holdMinutes === undefined ? null : holdMinutes * 60,
  })
  if ('refusal' in kept) {
    if (kept.refusal === 'LineAlreadyReserved') throw new Error('A new document keeps nothing yet.')
    return kept
  }
  const [reservation] = await reservations.list(unit.tx, { documentId })
  if (!reservation) throw new Error('A reservation that was just made is gone.')
  return reservation
}
