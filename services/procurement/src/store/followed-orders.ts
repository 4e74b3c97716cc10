import { idsIn } from '@erp/service-kit'
import type { SupplierInvoiceLine } from '../domain/supplier-invoice.ts'
import type { Tx } from './database.ts'

/** The orders of these lines of orders, each once. */
export async function ordersOfLines(tx: Tx, orderLineIds: readonly string[]): Promise<string[]> {
  if (orderLineIds.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct purchase_order_id as id from purchase_order_line where id = any (${idsIn(orderLineIds)}::uuid[])`
  return rows.map(({ id }) => id)
}

/** The orders that lines of an invoice charge for, by what was received of them or as such, each once. */
export async function ordersOfInvoiceLines(tx: Tx, lines: readonly SupplierInvoiceLine[]): Promise<string[]> {
  const received = lines.flatMap((line) => (line.kind === 'GOODS' ? line.goodsReceiptLineId : []))
  const ordered = lines.flatMap((line) => (line.kind === 'GOODS' ? [] : ordersNamedBy(line)))
  if (received.length + ordered.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select purchase_order_id as id from goods_receipt_line where id = any (${idsIn(received)}::uuid[])
    union
    select purchase_order_id from purchase_order_line where id = any (${idsIn(ordered)}::uuid[])`
  return rows.map(({ id }) => id)
}

function ordersNamedBy(line: Exclude<SupplierInvoiceLine, { kind: 'GOODS' }>): string[] {
  return line.purchaseOrderLineId === null ? [] : [line.purchaseOrderLineId]
}
