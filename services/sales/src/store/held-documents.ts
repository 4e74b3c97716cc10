import { idsIn } from '@erp/service-kit'
import type { Tx } from './database.ts'

/** Whether a leg of a delivery or of an invoice is held, and waits for somebody. */
export interface HeldSteps {
  readonly id: string
  readonly deliveries: boolean
  readonly invoices: boolean
}

/** Of each of these orders, with its deliveries and the invoices for them. */
export function heldStepsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<HeldSteps[]> {
  return tx.$queryRaw<HeldSteps[]>`
    select asked.id::text as id,
      exists (
        select from delivery_line line join document_leg leg on leg.document_id = line.delivery_id and leg.state = 'BLOCKED'
        where line.sales_order_id = asked.id) as deliveries,
      exists (
        select from sales_invoice_line line
        join document_leg leg on leg.document_id = line.sales_invoice_id and leg.state = 'BLOCKED'
        where line.sales_order_id = asked.id) as invoices
    from (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb)) asked`
}

/** Of each of these deliveries, with the invoices for it. */
export function heldStepsOfDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<HeldSteps[]> {
  return tx.$queryRaw<HeldSteps[]>`
    select asked.id::text as id,
      exists (select from document_leg leg where leg.document_id = asked.id and leg.state = 'BLOCKED') as deliveries,
      exists (
        select from sales_invoice_line line
        join document_leg leg on leg.document_id = line.sales_invoice_id and leg.state = 'BLOCKED'
        where line.delivery_id = asked.id) as invoices
    from (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(deliveryIds))}::jsonb)) asked`
}
