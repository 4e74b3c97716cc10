import { goodsInTransitArrived, goodsReceiptConfirmed, type PayloadOf } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { ConfirmedGoodsReceipt } from '../domain/goods-receipt.ts'
import { findItems, findWarehouse } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Tells inventory what arrived and what it is worth (P1), and finance what of it is no longer on its way (P3). */
export async function announceGoodsReceipt(unit: Unit, receipt: ConfirmedGoodsReceipt): Promise<void> {
  await emit(unit, goodsReceiptConfirmed, { aggregateId: receipt.id, payload: toGoodsReceiptConfirmed(receipt) })
  const arrived = receipt.lines.filter(({ transitBaseQuantity }) => transitBaseQuantity.gt(0))
  if (arrived.length === 0) return
  const items = await findItems(
    unit.tx,
    arrived.map(({ itemId }) => itemId),
  )
  const warehouse = await findWarehouse(unit.tx, receipt.warehouseId)
  if (!warehouse) throw new Error(`The warehouse ${receipt.warehouseId} of a receipt is not known`)
  const { companyId, id, number, supplierId, warehouseId, receivedOn, currency } = receipt
  await emit(unit, goodsInTransitArrived, {
    aggregateId: receipt.id,
    payload: {
      ...{ companyId, goodsReceiptId: id, number, supplierId, warehouseId, receivedOn, currency },
      lines: arrived.map((line) => {
        const item = items.get(line.itemId)
        if (!item) throw new Error(`The item ${line.itemId} of a receipt is not known`)
        return {
          ...{ lineId: line.id, itemId: line.itemId, itemClass: item.itemClass },
          ...{ valuationAreaId: warehouse.valuationAreaId, quantity: formatQuantity(line.transitBaseQuantity) },
          value: formatMoney(line.transitValue),
        }
      }),
    },
  })
}

/** The confirmed receipt as it goes over the wire; a simulation shows the same. */
export function toGoodsReceiptConfirmed(receipt: ConfirmedGoodsReceipt): PayloadOf<typeof goodsReceiptConfirmed> {
  return {
    companyId: receipt.companyId,
    goodsReceiptId: receipt.id,
    number: receipt.number,
    supplierId: receipt.supplierId,
    warehouseId: receipt.warehouseId,
    receivedOn: receipt.receivedOn,
    currency: receipt.currency,
    lines: receipt.lines.map((line) => ({
      lineId: line.id,
      purchaseOrderId: line.purchaseOrderId,
      purchaseOrderLineId: line.purchaseOrderLineId,
      itemId: line.itemId,
      quantity: formatQuantity(line.baseQuantity),
      netValue: formatMoney(line.netValue),
    })),
  }
}
