import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { GoodsReceiptNotFound } from '../domain/goods-receipt.ts'
import {
  type ConfirmRefused,
  confirmGoodsReceipt,
  type DraftRefused,
  draftGoodsReceipt,
  type NewGoodsReceipt,
  type ReceiptInput,
  type ReceivingFacts,
} from '../domain/receive-goods.ts'
import { findGoodsReceipt } from '../store/goods-receipts.ts'
import { readReceivingFacts } from '../store/receiving-facts.ts'
import { toGoodsReceiptConfirmed } from './announce-goods-receipt.ts'
import { readFactsOf } from './take-in-goods.ts'
import type { Tx } from './unit.ts'

/** What confirming would tell the other services; they show what they would do about it. */
export interface DocumentSimulation {
  /** The event confirming would emit, as base64url of its JSON: all that the others need. */
  readonly id: string
}

/** Decides on a receipt as confirming would, by the same rules on the same facts, and writes nothing. */
export async function simulateGoodsReceipt(
  tx: Tx,
  companyId: string,
  input: ReceiptInput,
  now: Date,
): Promise<DocumentSimulation | DraftRefused | ConfirmRefused> {
  const facts = await readReceivingFacts(tx, companyId, {
    warehouseId: input.warehouseId,
    receivedOn: input.receivedOn,
    orderLineIds: input.lines.map((line) => line.purchaseOrderLineId),
  })
  const draft = draftGoodsReceipt(input, { id: newId(), companyId, newLineId: newId, now }, facts)
  return isRefusal(draft) ? draft : simulate(draft, 'GR-SIMULATED', facts, now)
}

/** The same for a draft that exists. */
export async function simulateDraftGoodsReceipt(
  tx: Tx,
  goodsReceiptId: string,
  now: Date,
): Promise<DocumentSimulation | GoodsReceiptNotFound | ConfirmRefused> {
  const draft = await findGoodsReceipt(tx, goodsReceiptId)
  if (!draft) return refuse('GoodsReceiptNotFound', { goodsReceiptId })
  return simulate(draft, draft.number, await readFactsOf(tx, draft), now)
}

function simulate(
  draft: NewGoodsReceipt,
  number: string,
  facts: ReceivingFacts,
  now: Date,
): DocumentSimulation | Extract<ConfirmRefused, Refusal> {
  const confirmation = confirmGoodsReceipt(draft, facts, now)
  if (isRefusal(confirmation)) return confirmation
  const event = toGoodsReceiptConfirmed({ ...draft, ...confirmation, number })
  return { id: Buffer.from(JSON.stringify(event)).toString('base64url') }
}
