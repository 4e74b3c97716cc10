import { goodsReceiptConfirmed, type PayloadOf } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { ConfirmedGoodsReceipt } from '../domain/goods-receipt.ts'
import type { Unit } from './unit.ts'

/** Tells inventory what arrived and what it is worth (P1). */
export function announceGoodsReceipt(unit: Unit, receipt: ConfirmedGoodsReceipt): Promise<void> {
  return emit(unit, goodsReceiptConfirmed, { aggregateId: receipt.id, payload: toGoodsReceiptConfirmed(receipt) })
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
