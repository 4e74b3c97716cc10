import { type goodsReceiptConfirmed, type issuePurchaseReturn, type PayloadOf, readAmount } from '@erp/contracts'
import { asQuantity, type BusinessDate, currency, Decimal } from '@erp/values'
import type { GoodsReceipt } from '../domain/goods-receipt.ts'
import type { ItemId } from '../domain/item.ts'
import type { PurchaseReturn } from '../domain/purchase-return.ts'
import type { WarehouseId } from '../domain/warehouse.ts'

/** Reads a confirmed receipt. Throws on an unknown currency or more decimals than it has: the sender broke the contract. */
export function readGoodsReceipt(payload: PayloadOf<typeof goodsReceiptConfirmed>): GoodsReceipt {
  const of = currency(payload.currency)
  return {
    companyId: payload.companyId,
    goodsReceiptId: payload.goodsReceiptId,
    number: payload.number,
    supplierId: payload.supplierId,
    warehouseId: payload.warehouseId as WarehouseId,
    receivedOn: payload.receivedOn as BusinessDate,
    currency: of,
    lines: payload.lines.map((line) => ({
      lineId: line.lineId,
      itemId: line.itemId as ItemId,
      quantity: asQuantity(new Decimal(line.quantity)),
      netValue: readAmount(line.netValue, of),
    })),
  }
}

/** Reads a purchase return to issue. Throws as `readGoodsReceipt`. */
export function readPurchaseReturn(payload: PayloadOf<typeof issuePurchaseReturn>): PurchaseReturn {
  const of = currency(payload.currency)
  return {
    companyId: payload.companyId,
    purchaseReturnId: payload.purchaseReturnId,
    number: payload.number,
    supplierId: payload.supplierId,
    warehouseId: payload.warehouseId as WarehouseId,
    returnedOn: payload.returnedOn as BusinessDate,
    currency: of,
    lines: payload.lines.map((line) => ({
      lineId: line.lineId,
      goodsReceiptId: line.goodsReceiptId,
      goodsReceiptLineId: line.goodsReceiptLineId,
      itemId: line.itemId as ItemId,
      quantity: asQuantity(new Decimal(line.quantity)),
      clearingValue: readAmount(line.clearingValue, of),
    })),
  }
}
