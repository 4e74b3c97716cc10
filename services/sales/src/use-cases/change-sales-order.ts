import { isRefusal, newId, refuse, writtenBy } from '@erp/values'
import type { CustomerNotFound } from '../domain/customer.ts'
import { at, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  changeSalesOrder as change,
  type OrderTerms,
  type SalesOrder,
  type SalesOrderNotFound,
  type SalesOrderStatusWrong,
  type WarehouseInactive,
  type WarehouseUnknown,
} from '../domain/sales-order.ts'
import type { LineRefused } from '../domain/sales-order-line.ts'
import { findCustomer } from '../store/customers.ts'
import { giveBackToQuotations } from '../store/quotations.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { deleteOrderLines, insertOrderLines } from '../store/sales-order-lines.ts'
import { lockSalesOrder, saveSalesOrder } from '../store/sales-orders.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import { endAsking, type StartWithdrawing } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/**
 * Writes an order that is no promise anew; the customer and the kind of its prices stay, and quotations get back what it took.
 * One that waits for approval is a draft again, and so is one that was approved and held: it is asked for anew.
 */
export async function changeSalesOrder(
  unit: Unit,
  input: OrderTerms & {
    readonly salesOrderId: string
    readonly expectedVersion: number
    readonly warehouseId: string
  },
  startWithdrawing: StartWithdrawing,
): Promise<
  | SalesOrder
  | SalesOrderNotFound
  | SalesOrderStatusWrong
  | StaleVersion
  | CustomerNotFound
  | WarehouseUnknown
  | WarehouseInactive
  | LineRefused
> {
  const { tx, caller } = unit
  const { salesOrderId, warehouseId } = input
  const order = await lockSalesOrder(tx, salesOrderId)
  if (!order) return refuse('SalesOrderNotFound', { salesOrderId })
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  const customer = await findCustomer(tx, order.customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId: order.customerId })
  const facts = await readPricingFacts(tx, { ...order, orderedOn: input.orderedOn }, customer, input.lines)
  const changed = change(order, input, { warehouse, newLineId: newId }, facts)
  if (isRefusal(changed)) return changed
  const stale = requireVersion(order, input.expectedVersion)
  if (stale) return stale

  const saved = await saveSalesOrder(tx, writtenBy(changed, caller.userId))
  await giveBackToQuotations(tx, saved.id)
  await deleteOrderLines(tx, saved.id)
  await insertOrderLines(tx, saved.companyId, saved.lines)
  return endAsking(unit, saved, order, { reason: 'DOCUMENT_CHANGED', startWithdrawing })
}
