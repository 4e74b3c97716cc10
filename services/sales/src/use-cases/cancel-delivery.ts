import { newId, refuse } from '@erp/values'
import {
  type Delivery,
  type DeliveryInvoiced,
  type DeliveryNotFound,
  type DeliveryNotPosted,
  type DeliveryReturned,
  type DeliveryStatusWrong,
  dropDelivery,
  requireDeliveryStatus,
  startTakingBack,
} from '../domain/delivery.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import { lockDelivery, saveDelivery } from '../store/deliveries.ts'
import { findLegs, openLegs } from '../store/document-legs.ts'
import { endAsking, type StartWithdrawing } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Starts the process that takes the goods back into stock, in the transaction of the delivery. */
export type StartTakingBack = (unit: Unit, delivery: Delivery) => Promise<void>

/** What giving up may begin. */
export interface CancellingProcesses {
  readonly startTakingBack: StartTakingBack
  readonly startWithdrawing: StartWithdrawing
}

/**
 * Gives up a draft or refused delivery or a gift that waits for approval, or begins to take a confirmed one back: inventory is asked for the goods at what they
 * left with. Its stock and voucher must be posted first, so that what is told of its legs from now on is about the way back.
 */
export async function cancelDelivery(
  unit: Unit,
  { deliveryId, expectedVersion }: { readonly deliveryId: string; readonly expectedVersion: number },
  { startTakingBack: startReturning, startWithdrawing }: CancellingProcesses,
): Promise<
  | Delivery
  | DeliveryNotFound
  | DeliveryStatusWrong
  | DeliveryNotPosted
  | DeliveryReturned
  | DeliveryInvoiced
  | StaleVersion
> {
  const { tx } = unit
  const delivery = await lockDelivery(tx, deliveryId)
  if (!delivery) return refuse('DeliveryNotFound', { deliveryId })
  const wrong = requireDeliveryStatus(delivery, 'DRAFT', 'PENDING_APPROVAL', 'REFUSED', 'CONFIRMED')
  if (wrong) return wrong
  const stale = requireVersion(delivery, expectedVersion)
  if (stale) return stale
  if (delivery.status !== 'CONFIRMED') {
    const dropped = await saveDelivery(tx, dropDelivery(delivery))
    if (delivery.status !== 'PENDING_APPROVAL') return dropped
    return endAsking(unit, dropped, delivery, { reason: 'DOCUMENT_CANCELLED', startWithdrawing })
  }

  if (delivery.lines.some(({ returnedBaseQuantity }) => !returnedBaseQuantity.isZero()))
    return refuse('DeliveryReturned', { deliveryId })
  if (delivery.lines.some(({ invoicedBaseQuantity }) => !invoicedBaseQuantity.isZero()))
    return refuse('DeliveryInvoiced', { deliveryId })
  const legs = await findLegs(tx, [deliveryId])
  if (legs.some(({ kind, state }) => kind !== 'APPROVAL' && state !== 'POSTED'))
    return refuse('DeliveryNotPosted', { deliveryId })
  const saved = await saveDelivery(tx, startTakingBack(delivery, newId()))
  await openLegs(tx, { id: saved.id, companyId: saved.companyId, type: 'DELIVERY', kinds: ['LEDGER', 'STOCK'] })
  await startReturning(unit, saved)
  return saved
}
