import { isRefusal, newId, refuse } from '@erp/values'
import type { CustomerNotFound } from '../domain/customer.ts'
import { at, requireVersion, type StaleVersion } from '../domain/input.ts'
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

/** Starts the process that keeps the goods of an order, in the transaction of the order. */
export type StartReserving = (unit: Unit, order: SalesOrder) => Promise<void>

/**
 * Begins to confirm a draft, or a held order once more: inventory is asked to keep the goods of all lines. Whether the
 * order stands is decided by its answer.
 */
export async function confirmSalesOrder(
  unit: Unit,
  { salesOrderId, expectedVersion }: { readonly salesOrderId: string; readonly expectedVersion: number },
  startReserving: StartReserving,
): Promise<
  | SalesOrder
  | SalesOrderNotFound
  | SalesOrderStatusWrong
  | StaleVersion
  | CustomerNotFound
  | CustomerInactive
  | WarehouseUnknown
  | WarehouseInactive
  | ItemRefused
> {
  const { tx } = unit
  const order = await lockSalesOrder(tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
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
  await openLegs(tx, { id: saved.id, companyId: saved.companyId, type: 'SALES_ORDER', kinds: ['STOCK'] })
  await startReserving(unit, saved)
  return saved
}
