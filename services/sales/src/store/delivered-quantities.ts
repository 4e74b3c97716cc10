import { idsIn } from '@erp/service-kit'
import type { DeliveryLine } from '../domain/delivery.ts'
import type { Tx } from './database.ts'

type Gone = Pick<DeliveryLine, 'salesOrderLineId' | 'baseQuantity'>

/**
 * Counts what goes out on the order lines in one conditional statement: two deliveries of the last quantity cannot both pass,
 * because the second waits for the first's row lock and then meets its result. Lines are locked in the order of their ids.
 * False when a line does not have that much left; nothing of it may be kept then.
 */
export async function addDelivered(tx: Tx, lines: readonly Gone[]): Promise<boolean> {
  const updated = await tx.$executeRaw`
    with gone as (
      select * from jsonb_to_recordset(${toJson(lines)}::jsonb) as g(id uuid, base_quantity numeric)
    ), locked as (
      select line.id from sales_order_line line join gone using (id) order by line.id for no key update of line
    )
    update sales_order_line line
    set delivered_base_quantity = line.delivered_base_quantity + gone.base_quantity
    from gone join locked using (id)
    where line.id = gone.id and line.delivered_base_quantity + gone.base_quantity <= line.base_quantity`
  return updated === lines.length
}

/** Gives back to the order lines what did not go out after all; locks them in the order of their ids. */
export async function takeOffDelivered(tx: Tx, lines: readonly Gone[]): Promise<void> {
  await tx.$executeRaw`
    with gone as (
      select * from jsonb_to_recordset(${toJson(lines)}::jsonb) as g(id uuid, base_quantity numeric)
    ), locked as (
      select line.id from sales_order_line line join gone using (id) order by line.id for no key update of line
    )
    update sales_order_line line
    set delivered_base_quantity = line.delivered_base_quantity - gone.base_quantity
    from gone join locked using (id)
    where line.id = gone.id`
}

/** How much of an order has gone out. */
export interface DeliveryProgress {
  readonly salesOrderId: string
  readonly deliveryStatus: 'NONE' | 'PARTIAL' | 'FULL'
}

/** What of each of these orders has gone out, held by deliveries being confirmed included. */
export async function progressOfOrders(tx: Tx, orderIds: readonly string[]): Promise<DeliveryProgress[]> {
  return tx.$queryRaw<DeliveryProgress[]>`
    select sales_order_id::text as "salesOrderId",
           case when bool_and(delivered_base_quantity >= base_quantity) then 'FULL'
                when bool_or(delivered_base_quantity > 0) then 'PARTIAL' else 'NONE' end as "deliveryStatus"
    from sales_order_line
    where sales_order_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb)))
    group by sales_order_id`
}

function toJson(lines: readonly Gone[]): string {
  return JSON.stringify(
    lines.map(({ salesOrderLineId, baseQuantity }) => ({
      id: salesOrderLineId,
      base_quantity: baseQuantity.toFixed(),
    })),
  )
}
