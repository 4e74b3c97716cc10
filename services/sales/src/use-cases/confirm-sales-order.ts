import { isApprovalAsked } from '@erp/service-kit'
import type { Money } from '@erp/values'
import { isRefusal, newId, refuse } from '@erp/values'
import { aloneOn, ownRaiseDays } from '../domain/credit-limit-change.ts'
import type { Customer, CustomerNotFound } from '../domain/customer.ts'
import { lacksApproval, submitForApproval } from '../domain/document-approval.ts'
import { at, type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  type CreditOverrideNeedsAnother,
  overrideCredit,
  type SalesOrderNotHeldForCredit,
} from '../domain/order-credit.ts'
import {
  type CustomerInactive,
  type SalesOrder,
  type SalesOrderNotFound,
  type SalesOrderStatusWrong,
  startConfirming,
  type WarehouseInactive,
  type WarehouseUnknown,
} from '../domain/sales-order.ts'
import type { ItemRefused } from '../domain/sales-order-line.ts'
import { type LoneOrder, limitsOfOthers } from '../store/credit-limit-changes.ts'
import { findCustomer } from '../store/customers.ts'
import { openLegs } from '../store/document-legs.ts'
import { findItems, findWarehouse } from '../store/replicated-facts.ts'
import { saveAvailable } from '../store/sales-order-lines.ts'
import { lockSalesOrder, saveSalesOrder } from '../store/sales-orders.ts'
import { askThem, submissionBy } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Starts the process that keeps the goods and the credit of an order, in the transaction of the order. */
export type StartConfirming = (
  unit: Unit,
  order: SalesOrder,
  customer: Customer,
  /** What of the customer's limit others gave, where the only person on the order raised it; undefined: all of it counts. */
  limitOfOthers: Money | undefined,
) => Promise<void>

/** Asks identity to approve an order that waits for it, in the transaction of the order. */
export type StartApproving = (unit: Unit, order: SalesOrder, customer: Customer) => Promise<void>

/** What confirming may begin. */
export interface ConfirmingProcesses {
  readonly startConfirming: StartConfirming
  readonly startApproving: StartApproving
}

interface OrderToConfirm {
  readonly salesOrderId: string
  readonly expectedVersion: number
}
type ConfirmRefused =
  | SalesOrderStatusWrong
  | StaleVersion
  | CustomerNotFound
  | CustomerInactive
  | WarehouseUnknown
  | WarehouseInactive
  | ItemRefused

/**
 * Begins to confirm a draft, or a held order once more: finance is asked for the customer's credit, and inventory to keep the
 * goods of all lines. Whether the order stands is decided by their answers. Where the company has orders approved, it waits
 * for that first.
 */
export async function confirmSalesOrder(
  unit: Unit,
  { salesOrderId, expectedVersion }: OrderToConfirm,
  processes: ConfirmingProcesses,
): Promise<SalesOrder | SalesOrderNotFound | ConfirmRefused> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  return begin(unit, order, expectedVersion, processes)
}

/** Lets an order through that is held for want of credit, and asks for its goods again 超额放行. */
export async function overrideCreditHold(
  unit: Unit,
  { salesOrderId, expectedVersion, reason }: OrderToConfirm & { readonly reason: string },
  processes: ConfirmingProcesses,
): Promise<
  | SalesOrder
  | SalesOrderNotFound
  | SalesOrderNotHeldForCredit
  | CreditOverrideNeedsAnother
  | InvalidInput
  | ConfirmRefused
> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  const granted = overrideCredit(order, reason, { by: unit.caller.userId, at: unit.now })
  return isRefusal(granted) ? granted : begin(unit, granted, expectedVersion, processes)
}

async function begin(
  unit: Unit,
  order: SalesOrder,
  expectedVersion: number,
  processes: ConfirmingProcesses,
): Promise<SalesOrder | ConfirmRefused> {
  const { tx } = unit
  const { customerId, warehouseId } = order
  const customer = await findCustomer(tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  const items = await findItems(
    tx,
    order.lines.map(({ itemId }) => itemId),
  )
  const confirming = startConfirming(order, { customer, warehouse, items }, newId())
  if (isRefusal(confirming)) return confirming
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale

  if (lacksApproval(order) && (await isApprovalAsked(tx, order.companyId, 'SALES_ORDER'))) {
    const waiting = await saveSalesOrder(tx, submitForApproval({ ...order, hold: null }, submissionBy(unit)))
    return askThem(unit, waiting, 'SALES_ORDER', () => processes.startApproving(unit, waiting, customer))
  }
  const saved = await saveSalesOrder(tx, confirming)
  await saveAvailable(tx, saved.lines)
  await openLegs(tx, { id: saved.id, companyId: saved.companyId, type: 'SALES_ORDER', kinds: ['CREDIT', 'STOCK'] })
  const alone = aloneOn(saved.authorIds, saved.approval?.submittedBy, unit.caller.userId)
  const limits = await limitsForLoneOrders(unit, alone === undefined ? [] : [{ ...saved, userId: alone }])
  await processes.startConfirming(unit, saved, customer, limits.get(saved.id))
  return saved
}

/** Orders on which one person stands alone are measured by the limit that others left, where that person raised it lately. */
export function limitsForLoneOrders({ tx, now }: Unit, orders: readonly LoneOrder[]): Promise<Map<string, Money>> {
  const since = new Date(now.getTime() - ownRaiseDays * 86_400_000)
  return limitsOfOthers(
    tx,
    orders.map(({ id, customerId, userId }) => ({ id, customerId, userId })),
    since,
  )
}
