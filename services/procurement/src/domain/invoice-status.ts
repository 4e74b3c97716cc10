import { type Quantity, subtractQuantity, sumQuantities, zeroQuantity } from '@erp/values'
import { type GoodsReceiptLine, openQuantityOf } from './goods-receipt.ts'
import type { PurchaseReturnLine } from './purchase-return.ts'

/** How far goods are invoiced 开票状态: `COMPLETE` when nothing is left to invoice. */
export type InvoiceStatus = 'OPEN' | 'PARTIAL' | 'COMPLETE'

/** Of what arrived and did not go back. */
export function invoiceStatusOfReceipt(
  lines: readonly Pick<GoodsReceiptLine, 'baseQuantity' | 'returnedBaseQuantity' | 'invoicedBaseQuantity'>[],
): InvoiceStatus {
  return statusOf(lines.map((line) => ({ invoiced: line.invoicedBaseQuantity, left: openQuantityOf(line) })))
}

/** How far goods that went back are credited. */
export function creditStatusOf(lines: readonly Pick<PurchaseReturnLine, 'baseQuantity' | 'credited'>[]): InvoiceStatus {
  return statusOf(
    lines.map(({ baseQuantity, credited }) => {
      const invoiced = credited?.quantity ?? zeroQuantity
      return { invoiced, left: subtractQuantity(baseQuantity, invoiced) }
    }),
  )
}

/** Of what is ordered, whether it has arrived or not. */
export function invoiceStatusOfOrder(
  lines: readonly { readonly baseQuantity: Quantity; readonly invoiced: Quantity }[],
): InvoiceStatus {
  return statusOf(
    lines.map(({ baseQuantity, invoiced }) => ({ invoiced, left: subtractQuantity(baseQuantity, invoiced) })),
  )
}

function statusOf(lines: readonly { readonly invoiced: Quantity; readonly left: Quantity }[]): InvoiceStatus {
  if (lines.length > 0 && lines.every(({ left }) => !left.gt(0))) return 'COMPLETE'
  return sumQuantities(lines.map(({ invoiced }) => invoiced)).gt(0) ? 'PARTIAL' : 'OPEN'
}
