import { purchaseOrderChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import type { Unit } from './unit.ts'

/** Tells the others the full state of the newest revision; quantities received are in the line's own unit. */
export function announcePurchaseOrder(unit: Unit, order: PurchaseOrder): Promise<void> {
  return emit(unit, purchaseOrderChanged, {
    aggregateId: order.id,
    payload: {
      companyId: order.companyId,
      purchaseOrderId: order.id,
      number: order.number,
      revision: order.revision,
      status: order.status,
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
      })),
      version: order.version,
    },
  })
}
