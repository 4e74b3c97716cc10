import type { Message } from '@erp/messaging'
import { addQuantity, zeroQuantity } from '@erp/values'
import { type Delivery, type DeliveryNotPostable, eventKindOf, postDelivery } from '../domain/delivery.ts'
import { linePlaces } from '../domain/line-places.ts'
import { consume, type Reservation, type Settlement } from '../domain/reservation.ts'
import type { StockDocument, StockEventKind } from '../domain/stock-document.ts'
import { binKey, freeLotKey, type OnHand } from '../domain/stock-line.ts'
import type { Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'
import * as stockDocuments from '../store/stock-documents.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { lockStock } from './stock-at-hand.ts'

/**
 * Takes the goods of a delivery out of stock, whole or not at all. This is the last moment somebody can say no, so it also
 * asks whether finance could post it. What was kept for its order is used up. Nothing is written when it is refused or has
 * left before.
 */
export async function issueDelivery(
  unit: Unit,
  delivery: Delivery,
  causedBy: Message,
): Promise<StockDocument | DeliveryNotPostable | PostingProblem> {
  const { tx } = unit
  const issuedBefore = await stockDocuments.findStanding(tx, 'DELIVERY', delivery.deliveryId)
  if (issuedBefore) return issuedBefore
  const { companyId, warehouseId, deliveredOn: businessDate } = delivery
  const facts = await stockFacts.load(tx, [delivery])
  const lines = delivery.lines.map((line) => ({ ...line, warehouseId }))
  const places = linePlaces(delivery, lines, facts)
  const eventKind = eventKindOf(delivery)
  const later: StockEventKind[] = eventKind === 'GOODS_SHIPPED' ? ['SHIPPED_GOODS_CHARGED'] : []
  const document = { companyId, eventKinds: [eventKind, ...later], businessDate }
  const problem = await postingProblemOf(tx, document, places, facts)
  if (problem) return problem

  const { book, onHand, lastCosts } = await lockStock(tx, places, facts)
  const kept = await keptFor(unit, delivery)
  const issue = { onHand: withKept(onHand, kept), lastCosts }
  const posting = await withDimensions(tx, postDelivery(delivery, { ...facts, issue }, book), later)
  if ('refusal' in posting) return posting
  await reservations.settle(tx, kept, unit.now)
  await recordStockDocuments(unit, [{ ...posting, causedBy }], posting.changed)
  return posting.document
}

type Kept = Settlement & Pick<Reservation, 'itemId' | 'warehouseId' | 'lotId'>

/** What this delivery uses up of the reservations of the document it delivers. */
async function keptFor({ tx }: Unit, { reservedFor, warehouseId, lines }: Delivery): Promise<Kept[]> {
  if (!reservedFor) return []
  const open = await reservations.list(tx, { ...reservedFor, openOnly: true })
  const issued = lines.flatMap(({ reservedLineId, itemId, quantity, lotId }) =>
    reservedLineId ? [{ lineId: reservedLineId, itemId, warehouseId, quantity, lotId }] : [],
  )
  const byId = new Map(open.map((reservation) => [reservation.id, reservation]))
  return consume(open, issued).flatMap((settlement) => {
    const reservation = byId.get(settlement.id)
    if (!reservation) return []
    const { itemId, warehouseId: keptIn, lotId } = reservation
    return [{ ...settlement, itemId, warehouseId: keptIn, lotId }]
  })
}

/** What lies there for this delivery: what nobody else keeps, and what was kept for it. */
function withKept(onHand: OnHand, kept: readonly Kept[]): OnHand {
  const free = new Map(onHand)
  for (const { quantity, ...place } of kept) {
    const key = binKey({ itemId: place.itemId, warehouseId: place.warehouseId })
    const lot = free.has(freeLotKey(place)) ? [freeLotKey(place)] : []
    for (const one of [key, ...lot]) free.set(one, addQuantity(free.get(one) ?? zeroQuantity, quantity))
  }
  return free
}
