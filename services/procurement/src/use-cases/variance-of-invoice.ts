import type { bearPurchaseVariance, PayloadOf } from '@erp/contracts'
import { formatMoney, formatQuantity, isZero, negate } from '@erp/values'
import { chargedBeyond, isForeign } from '../domain/confirm-invoice.ts'
import { goodsOf, type SupplierInvoice } from '../domain/supplier-invoice.ts'
import { findInvoiceableLines } from '../store/invoiceable-lines.ts'
import type { Tx } from './unit.ts'

/** What an invoice charges beyond its receipts, or a credit note keeps back, line by line, as inventory is asked to bear it. */
export async function varianceOf(tx: Tx, invoice: SupplierInvoice): Promise<PayloadOf<typeof bearPurchaseVariance>> {
  const goods = goodsOf(invoice)
  const received = await findInvoiceableLines(
    tx,
    goods.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const { companyId, id, number, supplierId, postedOn, currency, kind } = invoice
  return {
    ...{ companyId, supplierInvoiceId: id, number, supplierId, postedOn, currency },
    ...(isForeign(invoice) ? { printedCurrency: invoice.printedCurrency } : {}),
    lines: goods.flatMap((charged) => {
      const { id: lineId, goodsReceiptId, goodsReceiptLineId, itemId, matchedBaseQuantity } = charged
      const line = received.get(goodsReceiptLineId)
      if (!line || !matchedBaseQuantity) throw new Error(`The invoice line ${lineId} is not matched`)
      const beyond = chargedBeyond(charged)
      const value = kind === 'CREDIT_NOTE' ? negate(beyond) : beyond
      if (isZero(value)) return []
      const { warehouseId } = line
      const quantity = formatQuantity(matchedBaseQuantity)
      return [{ lineId, goodsReceiptId, goodsReceiptLineId, itemId, warehouseId, quantity, value: formatMoney(value) }]
    }),
  }
}
