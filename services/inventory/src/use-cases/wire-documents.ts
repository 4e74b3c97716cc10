import {
  type bearPurchaseVariance,
  type goodsReceiptConfirmed,
  type issueDelivery,
  type issuePurchaseReturn,
  type PayloadOf,
  readAmount,
  type receiveSalesReturn,
} from '@erp/contracts'
import { asQuantity, type BusinessDate, currency, Decimal } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import type { GoodsReceipt } from '../domain/goods-receipt.ts'
import type { ItemId } from '../domain/item.ts'
import type { PurchaseReturn } from '../domain/purchase-return.ts'
import type { PurchaseVariance } from '../domain/purchase-variance.ts'
import type { SalesReturn } from '../domain/sales-return.ts'
import type { LotId } from '../domain/valuation.ts'
import type { LocationId, WarehouseId } from '../domain/warehouse.ts'

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
      purchaseOrderLineId: line.purchaseOrderLineId,
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
    afterInvoice: payload.afterInvoice ?? false,
    lines: payload.lines.map((line) => ({
      lineId: line.lineId,
      goodsReceiptId: line.goodsReceiptId,
      goodsReceiptLineId: line.goodsReceiptLineId,
      purchaseOrderLineId: line.purchaseOrderLineId,
      itemId: line.itemId as ItemId,
      quantity: asQuantity(new Decimal(line.quantity)),
      clearingValue: readAmount(line.clearingValue, of),
    })),
  }
}

/** Reads a price difference to bear. Throws as `readGoodsReceipt`. */
export function readPurchaseVariance(payload: PayloadOf<typeof bearPurchaseVariance>): PurchaseVariance {
  const of = currency(payload.currency)
  return {
    ...{ companyId: payload.companyId, supplierInvoiceId: payload.supplierInvoiceId, number: payload.number },
    ...{ supplierId: payload.supplierId, postedOn: payload.postedOn as BusinessDate, currency: of },
    ...(payload.printedCurrency === undefined ? {} : { printedCurrency: currency(payload.printedCurrency) }),
    lines: payload.lines.map(({ itemId, warehouseId, quantity, value, ...line }) => ({
      ...line,
      itemId: itemId as ItemId,
      warehouseId: warehouseId as WarehouseId,
      quantity: asQuantity(new Decimal(quantity)),
      value: readAmount(value, of),
    })),
  }
}

/** Reads a delivery to issue. Throws as `readGoodsReceipt`. */
export function readDelivery(payload: PayloadOf<typeof issueDelivery>): Delivery {
  const { companyId, deliveryId, number, customerId } = payload
  const of = currency(payload.currency)
  return {
    companyId,
    deliveryId,
    number,
    customerId,
    warehouseId: payload.warehouseId as WarehouseId,
    deliveredOn: payload.deliveredOn as BusinessDate,
    currency: of,
    givenAway: payload.givenAway ?? false,
    shippedUninvoiced: payload.shippedUninvoiced ?? false,
    reservedFor: payload.reservedFor,
    lines: payload.lines.map(({ reservedLineId, outputTax, ...line }) => ({
      ...{ ...movedLine(line), reservedLineId },
      ...(outputTax === undefined ? {} : { outputTax: readAmount(outputTax, of) }),
    })),
  }
}

/** Reads a return from a customer. Throws as `readGoodsReceipt`. */
export function readSalesReturn(payload: PayloadOf<typeof receiveSalesReturn>): SalesReturn {
  const { companyId, salesReturnId, number, customerId } = payload
  const of = currency(payload.currency)
  return {
    companyId,
    salesReturnId,
    number,
    customerId,
    warehouseId: payload.warehouseId as WarehouseId,
    returnedOn: payload.returnedOn as BusinessDate,
    currency: of,
    lines: payload.lines.map(({ deliveryLineId, statedCost, ...line }) => ({
      ...{ ...movedLine(line), deliveryLineId },
      ...(statedCost === undefined ? {} : { statedCost: readAmount(statedCost, of) }),
    })),
  }
}

type MovedLine = Omit<PayloadOf<typeof issueDelivery>['lines'][number], 'reservedLineId' | 'outputTax'>

function movedLine({ lineId, itemId, quantity, lotId, locationId }: MovedLine) {
  return {
    lineId,
    itemId: itemId as ItemId,
    quantity: asQuantity(new Decimal(quantity)),
    lotId: lotId as LotId | undefined,
    locationId: locationId as LocationId | undefined,
  }
}
