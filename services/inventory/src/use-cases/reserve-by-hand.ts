import {
  addQuantity,
  formatQuantity,
  isId,
  newId,
  parsePositiveQuantity,
  type Quantity,
  refuse,
  subtractQuantity,
} from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import { proposePicking } from '../domain/picking.ts'
import type {
  ItemNotReservable,
  LotNotReservable,
  StockNotAvailable,
  WantedLine,
  WarehouseNotReservable,
} from '../domain/reservation.ts'
import type { LotId } from '../domain/valuation.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as lots from '../store/lots.ts'
import * as reservations from '../store/reservations.ts'
import { reserveStock } from './reserve-stock.ts'

/** What a person wants kept; `holdMinutes` left out means until it is released. */
export type WantedByHand = {
  readonly itemId: string
  readonly warehouseId: string
  readonly quantity: string
  readonly reference: string
  readonly holdMinutes?: number | undefined
  readonly lotId?: string | undefined
  /** Lots are chosen, first expired, first out; a reservation of each. */
  readonly pickLots?: boolean | undefined
}

const minutesAtMost = 43_200
export const lotsAtMost = 500

/** Keeps goods without a document of another service: the reservation is its own document, numbered by what the person wrote. */
export async function reserveByHand(
  unit: Unit,
  { itemId, warehouseId, reference, holdMinutes, lotId, pickLots = false, ...wanted }: WantedByHand,
): Promise<
  | reservations.ShownReservation
  | InvalidInput
  | StockNotAvailable
  | ItemNotReservable
  | WarehouseNotReservable
  | LotNotReservable
> {
  const quantity = parsePositiveQuantity(wanted.quantity)
  if ('refusal' in quantity) return invalidInput('quantity', quantity.problem)
  if (reference.trim() !== reference || reference.length < 1 || reference.length > 40)
    return invalidInput('reference', 'LENGTH')
  if (holdMinutes !== undefined && (holdMinutes < 1 || holdMinutes > minutesAtMost))
    return invalidInput('holdMinutes', 'RANGE')
  if (pickLots && lotId !== undefined) return invalidInput('pickLots', 'LOT_NAMED')
  if (!isId(itemId)) return refuse('ItemNotReservable', { itemId, problem: 'UNKNOWN', path: ['input', 'itemId'] })
  if (!isId(warehouseId))
    return refuse('WarehouseNotReservable', { warehouseId, problem: 'UNKNOWN', path: ['input', 'warehouseId'] })
  if (lotId !== undefined && !isId(lotId)) return refuse('LotNotReservable', { lotId, path: ['input', 'lotId'] })
  const documentId = newId()
  const place = { itemId: itemId as ItemId, warehouseId: warehouseId as WarehouseId }
  const line = { lineId: documentId, ...place, quantity, lotId: (lotId ?? null) as LotId | null }
  const lines = pickLots ? await pickedLines(unit, line) : [line]
  if ('refusal' in lines) return lines
  const kept = await reserveStock(unit, {
    companyId: unit.caller.companyId,
    document: { documentType: 'BY_HAND', documentId, documentNumber: reference, customerId: null },
    lines,
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

/** A line of each lot that is proposed, once nobody else can move or reserve the item there. */
async function pickedLines(
  { tx }: Unit,
  line: WantedLine,
): Promise<readonly WantedLine[] | StockNotAvailable | InvalidInput> {
  const { itemId, warehouseId, quantity } = line
  await reservations.lockPlaces(tx, [line])
  const { picks, missing } = proposePicking(await lots.bins(tx, itemId, warehouseId), quantity, await lots.today(tx))
  if (missing.gt(0)) {
    const available = formatQuantity(subtractQuantity(quantity, missing))
    const short = { ...line, lotId: null, available, requested: formatQuantity(quantity) }
    return refuse('StockNotAvailable', { shortages: [short], path: ['input', 'quantity'] })
  }
  const byLot = new Map<LotId | null, Quantity>()
  for (const { lotId, quantity: part } of picks) {
    const lot = lotId as LotId | null
    byLot.set(lot, addQuantity(byLot.get(lot) ?? subtractQuantity(part, part), part))
  }
  if (byLot.size > lotsAtMost) return invalidInput('quantity', 'TOO_MANY_LOTS')
  return [...byLot].map(([lotId, part]) => ({ ...line, lotId, quantity: part }))
}
