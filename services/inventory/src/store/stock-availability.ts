import { addQuantity, type Quantity, subtractQuantity, zeroQuantity } from '@erp/values'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import * as expectedReceipts from './expected-receipts.ts'

/** What can be promised of an item, in base units. */
export type StockAvailability = {
  readonly onHand: Quantity
  readonly reserved: Quantity
  readonly expected: Quantity
  readonly availableToPromise: Quantity
  /** In quarantine and in transit. */
  readonly notPromised: Quantity
}

/** What can be promised of these items, in their order: on hand − reserved + expected, of normal warehouses. */
export async function ofItems(tx: Tx, itemIds: readonly string[]): Promise<StockAvailability[]> {
  const rows = await tx.$queryRaw<{ itemId: string; onHand: string; reserved: string; notPromised: string }[]>`
    select s.item_id as "itemId",
           coalesce(sum(s.on_hand) filter (where w.kind = 'NORMAL'), 0)::text as "onHand",
           coalesce(sum(s.reserved) filter (where w.kind = 'NORMAL'), 0)::text as reserved,
           coalesce(sum(s.on_hand) filter (where w.kind <> 'NORMAL'), 0)::text as "notPromised"
    from warehouse_stock s join warehouse w on w.id = s.warehouse_id
    where s.item_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)))
    group by s.item_id`
  const found = new Map(rows.map((row) => [row.itemId, row]))
  const expected = await expectedReceipts.expectedOf(tx, itemIds)
  return itemIds.map((itemId) => {
    const row = found.get(itemId)
    const onHand = row ? readQuantity(row.onHand) : zeroQuantity
    const reserved = row ? readQuantity(row.reserved) : zeroQuantity
    const coming = expected.get(itemId) ?? zeroQuantity
    return {
      onHand,
      reserved,
      expected: coming,
      availableToPromise: addQuantity(subtractQuantity(onHand, reserved), coming),
      notPromised: row ? readQuantity(row.notPromised) : zeroQuantity,
    }
  })
}
