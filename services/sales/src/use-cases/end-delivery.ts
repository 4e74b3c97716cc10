import { documentsMoved } from '@erp/service-kit'
import {
  completeDelivering,
  completeTakingBack,
  type Delivery,
  giveUpDelivering,
  refuseDelivering,
  refuseTakingBack,
  type StockRefusal,
} from '../domain/delivery.ts'
import { takeOffDelivered } from '../store/delivered-quantities.ts'
import { findDelivery, saveDelivery } from '../store/deliveries.ts'
import { blockLegs, noteLegs, refuseLegs } from '../store/document-legs.ts'
import { announceDelivery } from './announce-delivery.ts'
import type { Unit } from './unit.ts'

/** Which attempt at which delivery has ended. */
export interface DeliveryAttempt {
  readonly deliveryId: string
  readonly sagaId: string
}

/** The goods left the stock: the delivery stands. */
export async function completeDelivery(unit: Unit, attempt: DeliveryAttempt): Promise<void> {
  const delivery = await findUnderWay(unit, attempt, 'CONFIRMING')
  const confirmed = await saveDelivery(unit.tx, completeDelivering(delivery, unit.now))
  await announceDelivery(unit, confirmed)
  documentsMoved(unit, [confirmed.id])
}

/** Inventory said no: what was held on the order is open again and the reason is there for a clerk. */
export function refuseDelivery(unit: Unit, attempt: DeliveryAttempt, refusal: StockRefusal): Promise<void> {
  return endWithoutGoods(unit, attempt, (delivery) => refuseDelivering(delivery, refusal), refusal)
}

/** Inventory never answered and has taken back whatever it did: the delivery ends. */
export function giveUpDelivery(unit: Unit, attempt: DeliveryAttempt): Promise<void> {
  const refusal = { reason: 'NO_ANSWER', facts: {} }
  return endWithoutGoods(unit, attempt, (delivery) => giveUpDelivering(delivery, refusal), refusal)
}

async function endWithoutGoods(
  unit: Unit,
  attempt: DeliveryAttempt,
  end: (delivery: Delivery) => Delivery,
  refusal: StockRefusal,
): Promise<void> {
  const delivery = await findUnderWay(unit, attempt, 'CONFIRMING')
  await takeOffDelivered(unit.tx, delivery.lines)
  await saveDelivery(unit.tx, end(delivery))
  await refuseLegs(unit.tx, delivery.id, refusal)
  documentsMoved(unit, [delivery.id])
}

/** The goods are back in stock: they are open on the order again. */
export async function completeCancellation(unit: Unit, attempt: DeliveryAttempt): Promise<void> {
  const delivery = await findUnderWay(unit, attempt, 'CANCELLING')
  await takeOffDelivered(unit.tx, delivery.lines)
  const cancelled = await saveDelivery(unit.tx, completeTakingBack(delivery))
  await announceDelivery(unit, cancelled)
  documentsMoved(unit, [cancelled.id])
}

/** The goods cannot come back: the delivery stands as it was, posted, and the reason is there for a clerk. */
export async function refuseCancellation(unit: Unit, attempt: DeliveryAttempt, refusal: StockRefusal): Promise<void> {
  const delivery = await findUnderWay(unit, attempt, 'CANCELLING')
  await saveDelivery(unit.tx, refuseTakingBack(delivery, refusal))
  const posted = { documentId: delivery.id, state: 'POSTED', attempts: 1, reasonCode: null, facts: {} } as const
  await noteLegs(unit.tx, [
    { ...posted, kind: 'LEDGER' },
    { ...posted, kind: 'STOCK' },
  ])
  documentsMoved(unit, [delivery.id])
}

/** Nobody knows yet whether inventory did what it was asked: the legs say what is waited for. */
export async function suspendDelivery(unit: Unit, attempt: DeliveryAttempt, reason: string): Promise<void> {
  await blockLegs(unit.tx, attempt.deliveryId, reason)
  documentsMoved(unit, [attempt.deliveryId])
}

/** The delivery as its own attempt left it: nothing else changes it meanwhile. */
async function findUnderWay(
  { tx }: Unit,
  { deliveryId, sagaId }: DeliveryAttempt,
  status: 'CONFIRMING' | 'CANCELLING',
): Promise<Delivery> {
  const delivery = await findDelivery(tx, deliveryId)
  if (delivery?.status !== status || delivery.sagaId !== sagaId)
    throw new Error(`The delivery ${deliveryId} is not ${status} by ${sagaId}`)
  return delivery
}
