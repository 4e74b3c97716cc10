import { isRefusal, newId, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  cancelSalesOrder as cancel,
  closeSalesOrder as close,
  type SalesOrder,
  type SalesOrderDelivered,
  type SalesOrderNotFound,
  type SalesOrderStatusWrong,
} from '../domain/sales-order.ts'
import { openLegs, outdateApproval } from '../store/document-legs.ts'
import { giveBackToQuotations } from '../store/quotations.ts'
import { lockSalesOrder, saveSalesOrder } from '../store/sales-orders.ts'
import { announceSalesOrder } from './announce-sales-order.ts'
import type { StartWithdrawing } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Starts the process that lets go the goods and the credit still kept for an order, in the transaction of the order. */
export type StartReleasing = (unit: Unit, order: SalesOrder) => Promise<void>

interface OrderToEnd {
  readonly salesOrderId: string
  readonly expectedVersion: number
}
type EndRefused = SalesOrderNotFound | SalesOrderStatusWrong | StaleVersion

/**
 * Gives up a draft, one that waits for approval, a held order, or a confirmed one: what was kept for it is let go, and
 * quotations get back what it took.
 */
export async function cancelSalesOrder(
  unit: Unit,
  { salesOrderId, expectedVersion }: OrderToEnd,
  { startReleasing, startWithdrawing }: { startReleasing: StartReleasing; startWithdrawing: StartWithdrawing },
): Promise<SalesOrder | EndRefused | SalesOrderDelivered> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  const cancelled = cancel(order, newId(), unit.now)
  if (isRefusal(cancelled)) return cancelled
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale
  const saved = await saveSalesOrder(unit.tx, cancelled.order)
  await giveBackToQuotations(unit.tx, saved.id)
  if (order.status === 'PENDING_APPROVAL') {
    await outdateApproval(unit.tx, saved.id)
    await startWithdrawing(unit, saved, 'DOCUMENT_CANCELLED')
  }
  if (cancelled.releases) await letGo(unit, saved, startReleasing)
  await announceSalesOrder(unit, saved)
  return saved
}

/** Ends a confirmed order of which nothing more goes out: what is still kept for it is let go. */
export async function closeSalesOrder(
  unit: Unit,
  { salesOrderId, expectedVersion }: OrderToEnd,
  startReleasing: StartReleasing,
): Promise<SalesOrder | EndRefused> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  const closed = close(order, newId(), unit.now)
  if (isRefusal(closed)) return closed
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale
  const saved = await saveSalesOrder(unit.tx, closed)
  await letGo(unit, saved, startReleasing)
  await announceSalesOrder(unit, saved)
  return saved
}

async function letGo(unit: Unit, order: SalesOrder, startReleasing: StartReleasing): Promise<void> {
  const { id, companyId } = order
  await openLegs(unit.tx, { id, companyId, type: 'SALES_ORDER', kinds: ['CREDIT', 'STOCK'] })
  await startReleasing(unit, order)
}
