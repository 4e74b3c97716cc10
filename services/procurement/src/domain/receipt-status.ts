import { type Quantity, subtractQuantity } from '@erp/values'
import type { PurchaseOrderLine } from './purchase-order-line.ts'

/** How much of an order is here 到货状态: what went back is not. */
export type ReceiptStatus = 'NONE' | 'PARTIAL' | 'FULL'

type ArrivedLine = Pick<PurchaseOrderLine, 'baseQuantity' | 'receivedBaseQuantity' | 'returnedBaseQuantity'>

/** Of all lines together: one that more arrived of than ordered makes up for no other. */
export function receiptStatusOf(lines: readonly ArrivedLine[]): ReceiptStatus {
  if (lines.length > 0 && lines.every((line) => !hereOf(line).lt(line.baseQuantity))) return 'FULL'
  return lines.some((line) => hereOf(line).gt(0)) ? 'PARTIAL' : 'NONE'
}

function hereOf({ receivedBaseQuantity, returnedBaseQuantity }: ArrivedLine): Quantity {
  return subtractQuantity(receivedBaseQuantity, returnedBaseQuantity)
}
