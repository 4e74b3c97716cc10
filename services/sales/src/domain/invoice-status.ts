import { addQuantity, type Quantity, subtractQuantity, sumQuantities, zeroQuantity } from '@erp/values'
import type { DeliveryLine } from './delivery.ts'

/** How far goods are invoiced 开票状态, drafts among the invoices: `COMPLETE` when nothing is left to invoice. */
export type InvoiceStatus = 'OPEN' | 'PARTIAL' | 'COMPLETE'

type Quantities = Pick<
  DeliveryLine,
  'gift' | 'baseQuantity' | 'returnedBaseQuantity' | 'invoicedBaseQuantity' | 'creditedBaseQuantity'
>

/** What is invoiced and came back, goods that are credited counted once. */
export function takenOf({ returnedBaseQuantity, invoicedBaseQuantity, creditedBaseQuantity }: Quantities): Quantity {
  return subtractQuantity(addQuantity(returnedBaseQuantity, invoicedBaseQuantity), creditedBaseQuantity)
}

/** Gone out, not come back and not invoiced. What came back after it was invoiced leaves nothing open, nor does a gift. */
export function openToInvoice(line: Quantities): Quantity {
  if (line.gift) return zeroQuantity
  const open = subtractQuantity(line.baseQuantity, takenOf(line))
  return open.lt(0) ? zeroQuantity : open
}

/** Of what a delivery brought and did not come back. */
export function invoiceStatusOfDelivery(lines: readonly Quantities[]): InvoiceStatus {
  return invoiceStatusOf(lines.map((line) => ({ invoiced: line.invoicedBaseQuantity, left: openToInvoice(line) })))
}

export function invoiceStatusOf(
  lines: readonly { readonly invoiced: Quantity; readonly left: Quantity }[],
): InvoiceStatus {
  if (lines.length > 0 && lines.every(({ left }) => !left.gt(0))) return 'COMPLETE'
  return sumQuantities(lines.map(({ invoiced }) => invoiced)).gt(0) ? 'PARTIAL' : 'OPEN'
}
