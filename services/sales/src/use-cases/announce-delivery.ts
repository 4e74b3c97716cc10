import { deliveryChanged, giftChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import type { Unit } from './unit.ts'

/** Tells the others that goods went out, or came back because the delivery was cancelled; the full state. */
export function announceDelivery(unit: Unit, delivery: Delivery): Promise<void> {
  const { id, companyId, number, status, customerId, warehouseId, deliveredOn, version } = delivery
  if (status !== 'CONFIRMED' && status !== 'CANCELLED') throw new Error(`A delivery that is ${status} is not told`)
  const head = { companyId, deliveryId: id, number, status, customerId, warehouseId, deliveredOn, version }
  const { salesOrderId, giftReason, currency } = delivery
  const lines = delivery.lines.map((line) => ({ line, lineId: line.id, itemId: line.itemId, ...quantityOf(line) }))
  if (salesOrderId === null)
    return emit(unit, giftChanged, {
      aggregateId: id,
      payload: {
        ...{ ...head, reason: giftReason ?? '', currency },
        lines: lines.flatMap(({ line: { gift }, ...told }) => {
          if (!gift) return []
          const { taxCodeId, net, tax } = gift
          return { ...told, taxCodeId, net: formatMoney(net), tax: formatMoney(tax) }
        }),
      },
    })
  return emit(unit, deliveryChanged, {
    aggregateId: id,
    payload: {
      ...{ ...head, salesOrderId },
      lines: lines.flatMap(({ line: { salesOrderLineId }, ...told }) =>
        salesOrderLineId === null ? [] : { ...told, salesOrderLineId },
      ),
    },
  })
}

function quantityOf({ baseQuantity }: Delivery['lines'][number]) {
  return { quantity: formatQuantity(baseQuantity) }
}
