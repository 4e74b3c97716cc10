import { idsIn } from '@erp/service-kit'
import type { Tx } from './database.ts'

/** Whether something of an order or a receipt waits for somebody: a leg that is held, or an invoice outside its tolerances. */
export interface HeldSteps {
  readonly id: string
  readonly receipts: boolean
  readonly invoices: boolean
}

/** Of each of these orders, with its receipts and the invoices for its goods. */
export function heldStepsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<HeldSteps[]> {
  return tx.$queryRaw<HeldSteps[]>`
    select asked.id::text as id,
      exists (
        select from goods_receipt_line received
        join document_leg leg on leg.document_id = received.goods_receipt_id and leg.state = 'BLOCKED'
        where received.purchase_order_id = asked.id) as receipts,
      exists (
        select from (
          select charged.supplier_invoice_id as id from goods_receipt_line received
          join supplier_invoice_line charged on charged.goods_receipt_line_id = received.id
          where received.purchase_order_id = asked.id
          union all
          select charged.supplier_invoice_id from purchase_order_line ordered
          join supplier_invoice_line charged on charged.purchase_order_line_id = ordered.id
          where ordered.purchase_order_id = asked.id) charging
        join supplier_invoice invoice on invoice.id = charging.id
        where invoice.status = 'HELD'
          or exists (select from document_leg leg where leg.document_id = invoice.id and leg.state = 'BLOCKED')
      ) as invoices
    from (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb)) asked`
}

/** Of each of these receipts, with the invoices for its goods. */
export function heldStepsOfReceipts(tx: Tx, receiptIds: readonly string[]): Promise<HeldSteps[]> {
  return tx.$queryRaw<HeldSteps[]>`
    select asked.id::text as id,
      exists (select from document_leg leg where leg.document_id = asked.id and leg.state = 'BLOCKED') as receipts,
      exists (
        select from supplier_invoice_line charged join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
        where charged.goods_receipt_id = asked.id
          and (invoice.status = 'HELD'
               or exists (select from document_leg leg where leg.document_id = invoice.id and leg.state = 'BLOCKED'))
      ) as invoices
    from (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(receiptIds))}::jsonb)) asked`
}
