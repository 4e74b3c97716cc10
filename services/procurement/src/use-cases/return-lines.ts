import type { issuePurchaseReturn, PayloadOf } from '@erp/contracts'
import { formatMoney, formatQuantity } from '@erp/values'
import type { PurchaseReturn } from '../domain/purchase-return.ts'

/** The lines of a return as they go over the wire: positive base quantities, the receipts' own values. */
export function toReturnLines(purchaseReturn: PurchaseReturn): PayloadOf<typeof issuePurchaseReturn>['lines'] {
  return purchaseReturn.lines.map((line) => {
    if (line.clearingValue === null) throw new Error(`The return line ${line.id} has no value yet`)
    return {
      lineId: line.id,
      goodsReceiptId: line.goodsReceiptId,
      goodsReceiptLineId: line.goodsReceiptLineId,
      purchaseOrderLineId: line.purchaseOrderLineId,
      itemId: line.itemId,
      quantity: formatQuantity(line.baseQuantity),
      clearingValue: formatMoney(line.clearingValue),
    }
  })
}
