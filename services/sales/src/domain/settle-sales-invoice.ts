import { isZero, refuse, subtractQuantity } from '@erp/values'
import { overInvoicing } from './draft-sales-invoice.ts'
import { takenOf } from './invoice-status.ts'
import type { InvoiceableLine, OverInvoicing, SalesInvoice, SalesInvoiceCredited } from './sales-invoice.ts'
import { type DeliveryLineNotFound, lineNotFound } from './sales-return.ts'

/** What is credited of an invoice would hang in the air without it. */
export function whyCredited({ id, lines }: SalesInvoice): SalesInvoiceCredited | undefined {
  const credited = lines.some(
    ({ creditedBaseQuantity, creditedNet }) => !creditedBaseQuantity.isZero() || !isZero(creditedNet),
  )
  return credited ? refuse('SalesInvoiceCredited', { salesInvoiceId: id }) : undefined
}

/**
 * Why a draft cannot count: goods it charges for came back since, so it would charge for more than the customer has, or
 * whoever confirms it does not see the delivery.
 */
export function whyNotChargeable(
  { lines }: SalesInvoice,
  deliveryLines: ReadonlyMap<string, InvoiceableLine>,
): OverInvoicing | DeliveryLineNotFound | undefined {
  for (const [index, { deliveryLineId, baseQuantity }] of lines.entries()) {
    const delivered = deliveryLines.get(deliveryLineId)
    if (!delivered) return lineNotFound(deliveryLineId, `lines.${index}`)
    if (takenOf(delivered).lte(delivered.baseQuantity)) continue
    const byOthers = subtractQuantity(delivered.invoicedBaseQuantity, baseQuantity)
    return overInvoicing({ ...delivered, invoicedBaseQuantity: byOthers }, baseQuantity, `lines.${index}`)
  }
  return undefined
}
