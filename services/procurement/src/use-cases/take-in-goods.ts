import { StaleDocument } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import {
  type Confirmation,
  type ConfirmRefused,
  confirmGoodsReceipt,
  type NewGoodsReceipt,
  type ReceivingFacts,
} from '../domain/receive-goods.ts'
import { addReceived } from '../store/received-quantities.ts'
import { readReceivingFacts } from '../store/receiving-facts.ts'
import type { Tx, Unit } from './unit.ts'

/**
 * Decides on a draft and, if it can be confirmed, counts what arrived on its order lines. The decision says who is
 * refused and why; the conditional write is what makes it true when two receipts race for the last quantity.
 */
export async function takeInGoods(
  { tx, now }: Unit,
  draft: NewGoodsReceipt,
  facts: ReceivingFacts,
): Promise<Confirmation | ConfirmRefused> {
  const confirmation = confirmGoodsReceipt(draft, facts, now)
  if (isRefusal(confirmation)) return confirmation
  const added = await addReceived(tx, confirmation.lines, facts.orderLines)
  if (added === 'ADDED') return confirmation

  const refused = confirmGoodsReceipt(draft, await readFactsOf(tx, draft), now)
  if (isRefusal(refused)) return refused
  throw new StaleDocument('purchase order lines of goods receipt', draft.id)
}

/** What a receipt that exists is decided on. */
export function readFactsOf(tx: Tx, receipt: NewGoodsReceipt): Promise<ReceivingFacts> {
  return readReceivingFacts(tx, receipt.companyId, {
    warehouseId: receipt.warehouseId,
    receivedOn: receipt.receivedOn,
    orderLineIds: receipt.lines.map((line) => line.purchaseOrderLineId),
  })
}
