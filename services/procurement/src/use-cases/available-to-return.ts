import { zero, zeroQuantity } from '@erp/values'
import { invoicedLeftOf, openOf } from '../domain/goods-receipt.ts'
import type { LineToReturn, ReturnableLine } from '../domain/purchase-return.ts'
import { findInvoicedGoods } from '../store/returnable-lines.ts'
import type { Tx } from './unit.ts'

/** Receipt lines with what of each can go back: what is open of it, or after the invoice what stands invoiced. */
export async function withAvailable(
  tx: Tx,
  receiptLines: ReadonlyMap<string, ReturnableLine>,
  afterInvoice: boolean,
): Promise<Map<string, LineToReturn>> {
  if (!afterInvoice)
    return new Map(
      [...receiptLines].map(([id, line]) => [id, { ...line, available: openOf(line), invoicedAbroad: null }]),
    )
  const invoiced = await findInvoicedGoods(tx, [...receiptLines.keys()])
  return new Map(
    [...receiptLines].map(([id, line]) => {
      const standing = invoiced.get(id) ?? { quantity: zeroQuantity, value: zero(line.currency), abroad: null }
      const invoicedAbroad = standing.abroad && { ...standing.abroad, quantity: standing.quantity }
      return [id, { ...line, available: invoicedLeftOf(line, standing), invoicedAbroad }]
    }),
  )
}
