import { purchaseOrderChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import type { Unit } from './unit.ts'

/** Tells the others the full state of the newest revision; quantities received are in the line's own unit. */
export function announcePurchaseOrder(unit: Unit, order: PurchaseOrder): Promise<void> {
  return announcePurchaseOrders(unit, [order])
}

/** The same for many orders. One that waits for approval or budget promises nothing yet, and nobody else hears of it. */
export function announcePurchaseOrders(unit: Unit, orders: readonly PurchaseOrder[]): Promise<void> {
  return emitAll(unit, purchaseOrderChanged, orders.map(toChanged))
}

function toChanged({ status, ...order }: PurchaseOrder) {
  if (status !== 'DRAFT' && status !== 'CONFIRMED' && status !== 'CANCELLED')
    throw new Error(`The order ${order.id} is no promise yet`)
  return {
    aggregateId: order.id,
    payload: {
      companyId: order.companyId,
      purchaseOrderId: order.id,
      number: order.number,
      revision: order.revision,
      status,
      supplierId: order.supplierId,
      orderedOn: order.orderedOn,
      currency: order.currency,
      net: formatMoney(order.net),
      tax: formatMoney(order.tax),
      gross: formatMoney(order.gross),
      lines: order.lines.map((line) => ({
        lineId: line.id,
        itemId: line.itemId,
        unit: line.unit,
        quantity: formatQuantity(line.quantity),
        baseQuantity: formatQuantity(line.baseQuantity),
        receivedQuantity: formatQuantity(line.receivedQuantity),
        unitPrice: line.unitPrice.toFixed(),
        taxCodeId: line.taxCodeId,
        net: formatMoney(line.net),
        tax: formatMoney(line.tax),
        ...(line.closedAt === null ? {} : { closed: true }),
      })),
      version: order.version,
    },
  }
}
