import { beyondScope } from '@erp/service-kit'
import { addQuantity, type Quantity } from '@erp/values'
import type { GoodsReceiptLine } from '../domain/goods-receipt.ts'
import type { OpenOrderLine } from '../domain/receive-goods.ts'
import type { Tx } from './database.ts'

/** What became of adding arrivals to their order lines. */
export type Added = 'ADDED' | 'OVER_RECEIPT' | 'LINES_CHANGED'

/**
 * Adds what arrived to the order lines in one conditional statement: two receipts for the last quantity cannot both pass,
 * because the second waits for the first's row lock and then meets its result. Lines are locked in the order of their ids.
 * Nothing is kept unless every line passes: the caller refuses on OVER_RECEIPT, and reads afresh on LINES_CHANGED, when an
 * amendment or a close came between reading the lines and now.
 */
export async function addReceived(
  tx: Tx,
  lines: readonly GoodsReceiptLine[],
  orderLines: ReadonlyMap<string, OpenOrderLine>,
): Promise<Added> {
  const arrived = sumByOrderLine(lines).map(({ orderLineId, quantity, baseQuantity }) => ({
    id: orderLineId,
    revision: orderLines.get(orderLineId)?.revision,
    quantity: quantity.toFixed(),
    base_quantity: baseQuantity.toFixed(),
  }))
  const json = JSON.stringify(arrived)
  const updated = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with arrived as (
      select * from jsonb_to_recordset(${json}::jsonb) as a(
        id uuid, revision int, quantity numeric, base_quantity numeric)
    ), locked as (
      select line.id from purchase_order_line line join arrived using (id)
      order by line.id for no key update of line
    )
    update purchase_order_line line
    set received_quantity = line.received_quantity + arrived.quantity,
        received_base_quantity = line.received_base_quantity + arrived.base_quantity
    from arrived join locked using (id)
    where line.id = arrived.id and not line.removed and line.closed_at is null and line.revision = arrived.revision
      and (line.received_base_quantity - line.returned_base_quantity + arrived.base_quantity) * 100
          <= line.base_quantity * (100 + line.over_receipt_percent)`,
  )
  if (updated === arrived.length) return 'ADDED'
  const [changed] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count
    from jsonb_to_recordset(${json}::jsonb) as arrived(id uuid, revision int)
    left join purchase_order_line line on line.id = arrived.id
    where line.id is null or line.removed or line.closed_at is not null or line.revision <> arrived.revision`
  return changed?.count === 0 ? 'OVER_RECEIPT' : 'LINES_CHANGED'
}

/** Takes goods that left the stock again off what their order lines have, which makes room for a replacement. */
export async function addReturned(
  tx: Tx,
  lines: readonly { readonly purchaseOrderLineId: string; readonly baseQuantity: Quantity }[],
): Promise<void> {
  const returned = lines.map((line) => ({ id: line.purchaseOrderLineId, base_quantity: line.baseQuantity.toFixed() }))
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with returned as (
      select id, sum(base_quantity) as base_quantity
      from jsonb_to_recordset(${JSON.stringify(returned)}::jsonb) as r(id uuid, base_quantity numeric)
      group by id
    ), locked as (
      select line.id from purchase_order_line line join returned using (id)
      order by line.id for no key update of line
    )
    update purchase_order_line line
    set returned_base_quantity = line.returned_base_quantity + returned.base_quantity
    from returned join locked using (id)
    where line.id = returned.id`,
  )
}

function sumByOrderLine(lines: readonly GoodsReceiptLine[]) {
  const sums = new Map<string, { orderLineId: string; quantity: Quantity; baseQuantity: Quantity }>()
  for (const { purchaseOrderLineId, quantity, baseQuantity } of lines) {
    const known = sums.get(purchaseOrderLineId)
    sums.set(purchaseOrderLineId, {
      orderLineId: purchaseOrderLineId,
      quantity: known ? addQuantity(known.quantity, quantity) : quantity,
      baseQuantity: known ? addQuantity(known.baseQuantity, baseQuantity) : baseQuantity,
    })
  }
  return [...sums.values()]
}
