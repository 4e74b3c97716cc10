import { idsIn } from '@erp/service-kit'
import type { Tx } from './database.ts'

/** The orders that these deliveries are for, each once. */
export async function ordersOfDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<string[]> {
  if (deliveryIds.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct sales_order_id as id from delivery
    where id = any (${idsIn(deliveryIds)}::uuid[]) and sales_order_id is not null`
  return rows.map(({ id }) => id)
}

/** The orders that these invoices charge for, each once. */
export async function ordersOfInvoices(tx: Tx, salesInvoiceIds: readonly string[]): Promise<string[]> {
  if (salesInvoiceIds.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct unnest(order_ids) as id from sales_invoice where id = any (${idsIn(salesInvoiceIds)}::uuid[])`
  return rows.map(({ id }) => id)
}
