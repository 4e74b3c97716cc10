import { type Quantity, subtractQuantity } from '@erp/values'
import type { PurchaseOrderLine } from './purchase-order-line.ts'

/** How much of an order is here 到货状态: what went back is not. */
export type ReceiptStatus = 'NONE' | 'PARTIAL' | 'FULL'

type ArrivedLine = Pick<
  PurchaseOrderLine,
  'baseQuantity' | 'receivedBaseQuantity' | 'returnedBaseQuantity' | 'closedAt'
>

/**
 * Of all lines together: one that more arrived of than ordered makes up for no other, and nothing more is wanted of one whose
 * rest was given up.
 */
export function receiptStatusOf(lines: readonly ArrivedLine[]): ReceiptStatus {
  if (!lines.some((line) => hereOf(line).gt(0))) return 'NONE'
  const isWhole = (line: ArrivedLine) => line.closedAt !== null || !hereOf(line).lt(line.baseQuantity)
  return lines.every(isWhole) ? 'FULL' : 'PARTIAL'
}

function hereOf({ receivedBaseQuantity, returnedBaseQuantity }: ArrivedLine): Quantity {
  return subtractQuantity(receivedBaseQuantity, returnedBaseQuantity)
}
