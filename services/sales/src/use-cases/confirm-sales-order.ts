import { isRefusal, newId, refuse } from '@erp/values'
import type { Customer, CustomerNotFound } from '../domain/customer.ts'
import { at, type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import { overrideCredit, type SalesOrderNotHeldForCredit } from '../domain/order-credit.ts'
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
import { findCustomer } from '../store/customers.ts'
import { openLegs } from '../store/document-legs.ts'
import { findItems, findWarehouse } from '../store/replicated-facts.ts'
import { saveAvailable } from '../store/sales-order-lines.ts'
import { lockSalesOrder, saveSalesOrder } from '../store/sales-orders.ts'
import type { Unit } from './unit.ts'

/** Starts the process that keeps the goods and the credit of an order, in the transaction of the order. */
export type StartConfirming = (unit: Unit, order: SalesOrder, customer: Customer) => Promise<void>

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
 * goods of all lines. Whether the order stands is decided by their answers.
 */
export async function confirmSalesOrder(
  unit: Unit,
  { salesOrderId, expectedVersion }: OrderToConfirm,
  start: StartConfirming,
): Promise<SalesOrder | SalesOrderNotFound | ConfirmRefused> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  return begin(unit, order, expectedVersion, start)
}

/** Lets an order through that is held for want of credit, and asks for its goods again 超额放行. */
export async function overrideCreditHold(
  unit: Unit,
  { salesOrderId, expectedVersion, reason }: OrderToConfirm & { readonly reason: string },
  start: StartConfirming,
): Promise<SalesOrder | SalesOrderNotFound | SalesOrderNotHeldForCredit | InvalidInput | ConfirmRefused> {
  const order = await lockSalesOrder(unit.tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  const granted = overrideCredit(order, reason, { by: unit.caller.userId, at: unit.now })
  return isRefusal(granted) ? granted : begin(unit, granted, expectedVersion, start)
}

async function begin(
  unit: Unit,
  order: SalesOrder,
  expectedVersion: number,
  start: StartConfirming,
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

  const saved = await saveSalesOrder(tx, confirming)
  await saveAvailable(tx, saved.lines)
  await openLegs(tx, { id: saved.id, companyId: saved.companyId, type: 'SALES_ORDER', kinds: ['CREDIT', 'STOCK'] })
  await start(unit, saved, customer)
  return saved
}
