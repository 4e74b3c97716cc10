import { isApprovalAsked, StaleDocument } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import {
  type Delivery,
  type DeliveryNotFound,
  type DeliveryStatusWrong,
  type GiftNeedsAnother,
  type OverDelivery,
  type SalesOrderLineNotFound,
  startDelivering,
  startGiving,
} from '../domain/delivery.ts'
import { lacksApproval, submitForApproval } from '../domain/document-approval.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { EventKind } from '../domain/posting-readiness.ts'
import type { SalesOrderNotFound, SalesOrderStatusWrong } from '../domain/sales-order.ts'
import { costOfSalesOn } from '../store/cost-of-sales.ts'
import { addDelivered } from '../store/delivered-quantities.ts'
import { lockDelivery, saveDelivery } from '../store/deliveries.ts'
import { openLegs } from '../store/document-legs.ts'
import { findSalesOrder, shareSalesOrder } from '../store/sales-orders.ts'
import { noteApproval } from './note-legs.ts'
import { askThem, submissionBy } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'
import { type GoodsRefused, whyGoodsCannotMove } from './why-not-postable.ts'

/** Starts the process that takes the goods out of stock, in the transaction of the delivery. */
export type StartDelivering = (unit: Unit, delivery: Delivery) => Promise<void>

/** Asks identity to approve a gift that waits for it, in the same transaction. */
export type StartApprovingGift = (unit: Unit, gift: Delivery) => Promise<void>

/** What confirming may begin. */
export interface DeliveringProcesses {
  readonly startDelivering: StartDelivering
  readonly startApprovingGift: StartApprovingGift
}

/**
 * Begins to confirm a draft or refused delivery: its quantity is held on the order lines, unless it is given away, and inventory
 * is asked to let the goods go, what is kept for the order first. Whether the delivery stands is decided by its answer. The decision says who is
 * refused and why; the conditional write is what makes it true when two deliveries race for the last quantity. Who gives goods
 * away on their own word does not confirm it; where the company has gifts approved, it waits for that first, whoever submits it.
 */
export async function confirmDelivery(
  unit: Unit,
  { deliveryId, expectedVersion }: { readonly deliveryId: string; readonly expectedVersion: number },
  processes: DeliveringProcesses,
): Promise<
  | Delivery
  | DeliveryNotFound
  | DeliveryStatusWrong
  | GiftNeedsAnother
  | StaleVersion
  | SalesOrderNotFound
  | SalesOrderStatusWrong
  | SalesOrderLineNotFound
  | OverDelivery
  | GoodsRefused
> {
  const { tx } = unit
  const delivery = await lockDelivery(tx, deliveryId)
  if (!delivery) return refuse('DeliveryNotFound', { deliveryId })
  const { salesOrderId } = delivery
  const order = salesOrderId === null ? null : await shareSalesOrder(tx, salesOrderId)
  if (salesOrderId !== null && !order) return refuse('SalesOrderNotFound', { salesOrderId })
  const { companyId, deliveredOn } = delivery
  const going = { sagaId: newId(), costOfSales: await costOfSalesOn(tx, companyId, deliveredOn) }
  const confirming = order ? startDelivering(delivery, order, going) : startGiving(delivery, going.sagaId)
  if (isRefusal(confirming)) return confirming
  const stale = requireVersion(delivery, expectedVersion)
  if (stale) return stale
  const asked = givesAway(delivery) && (await isApprovalAsked(tx, companyId, 'GIFT'))
  if (givesAway(delivery) && !asked && delivery.givenBy === unit.caller.userId)
    return refuse('GiftNeedsAnother', { deliveryId })
  for (const eventKind of eventKindsOf(confirming)) {
    const { warehouseId, lines } = delivery
    const event = { eventKind, businessDate: deliveredOn, datePath: 'deliveredOn' }
    const refused = await whyGoodsCannotMove(tx, { companyId, warehouseId, lines, ...event })
    if (refused) return refused
  }
  if (asked) return waitForApproval(unit, delivery, processes.startApprovingGift)

  if (order && !(await addDelivered(tx, delivery.lines))) {
    const now = await findSalesOrder(tx, order.id)
    const over = now && startDelivering(delivery, now, going)
    if (isRefusal(over)) return over
    throw new StaleDocument('sales order lines of delivery', deliveryId)
  }
  const saved = await saveDelivery(tx, confirming)
  await openLegs(tx, { id: saved.id, companyId, type: 'DELIVERY', kinds: ['LEDGER', 'STOCK'] })
  await processes.startDelivering(unit, saved)
  if (saved.approval?.state === 'APPROVED')
    await noteApproval(unit, [{ documentId: saved.id, state: 'POSTED', reasonCode: null, facts: {} }])
  return saved
}

/** Whether somebody gives goods away on their own word, which nobody has approved. */
function givesAway(delivery: Delivery): boolean {
  return delivery.givenBy !== null && lacksApproval(delivery)
}

async function waitForApproval(unit: Unit, gift: Delivery, startApproving: StartApprovingGift): Promise<Delivery> {
  const waiting = await saveDelivery(unit.tx, submitForApproval({ ...gift, refusal: null }, submissionBy(unit)))
  return askThem(unit, waiting, 'DELIVERY', startApproving)
}

/** All that is posted of it, at once or with its invoices. */
function eventKindsOf({ kind, costOfSales }: Delivery): readonly EventKind[] {
  if (kind === 'GIFT') return ['SALES_GIFT']
  return costOfSales === 'AT_INVOICE' ? ['GOODS_SHIPPED', 'SHIPPED_GOODS_CHARGED'] : ['SALES_DELIVERY']
}
