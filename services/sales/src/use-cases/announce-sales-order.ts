import { salesOrderChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { SalesOrder } from '../domain/sales-order.ts'
import type { Unit } from './unit.ts'

/** Tells the others the full state once it is confirmed, and when it ends. */
export function announceSalesOrder(unit: Unit, order: SalesOrder): Promise<void> {
  return emit(unit, salesOrderChanged, {
    aggregateId: order.id,
    payload: {
      companyId: order.companyId,
      salesOrderId: order.id,
      number: order.number,
      status: order.status,
      customerId: order.customerId,
      warehouseId: order.warehouseId,
      orderedOn: order.orderedOn,
      requestedOn: order.requestedOn,
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
        taxCodeId: line.taxCodeId,
        net: formatMoney(line.net),
        tax: formatMoney(line.tax),
      })),
      version: order.version,
    },
  })
}
