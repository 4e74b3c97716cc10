import { deliveryChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatQuantity } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import type { Unit } from './unit.ts'

/** Tells the others that goods went out, or came back because the delivery was cancelled; the full state. */
export function announceDelivery(unit: Unit, delivery: Delivery): Promise<void> {
  if (delivery.status !== 'CONFIRMED' && delivery.status !== 'CANCELLED')
    throw new Error(`A delivery that is ${delivery.status} is not told`)
  return emit(unit, deliveryChanged, {
    aggregateId: delivery.id,
    payload: {
      companyId: delivery.companyId,
      deliveryId: delivery.id,
      number: delivery.number,
      status: delivery.status,
      customerId: delivery.customerId,
      salesOrderId: delivery.salesOrderId,
      warehouseId: delivery.warehouseId,
      deliveredOn: delivery.deliveredOn,
      lines: delivery.lines.map((line) => ({
        lineId: line.id,
        salesOrderLineId: line.salesOrderLineId,
        itemId: line.itemId,
        quantity: formatQuantity(line.baseQuantity),
      })),
      version: delivery.version,
    },
  })
}
