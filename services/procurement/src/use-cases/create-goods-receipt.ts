import { isRefusal, newId } from '@erp/values'
import type { ConfirmedGoodsReceipt, GoodsReceipt } from '../domain/goods-receipt.ts'
import {
  type ConfirmRefused,
  type DraftRefused,
  draftGoodsReceipt,
  type ReceiptInput,
} from '../domain/receive-goods.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { insertArrivals } from '../store/goods-in-transit.ts'
import { insertGoodsReceipt } from '../store/goods-receipts.ts'
import { readReceivingFacts } from '../store/receiving-facts.ts'
import { announceGoodsReceipt } from './announce-goods-receipt.ts'
import { takeInGoods } from './take-in-goods.ts'
import type { Unit } from './unit.ts'

/**
 * Writes what arrived against order lines: as a draft, or with `confirm` at once as a confirmed receipt. The number is
 * taken after everything that may wait for another receipt, for whoever holds the counter holds up the whole company.
 */
export async function createGoodsReceipt(
  unit: Unit,
  input: ReceiptInput & { readonly confirm: boolean },
): Promise<GoodsReceipt | DraftRefused | ConfirmRefused> {
  const { tx, now, caller } = unit
  const facts = await readReceivingFacts(tx, caller.companyId, {
    warehouseId: input.warehouseId,
    receivedOn: input.receivedOn,
    orderLineIds: input.lines.map((line) => line.purchaseOrderLineId),
  })
  const draft = draftGoodsReceipt(input, { id: newId(), companyId: caller.companyId, newLineId: newId, now }, facts)
  if (isRefusal(draft)) return draft

  if (!input.confirm) {
    const receipt = { ...draft, number: await takeNumber(tx, caller.companyId, 'GOODS_RECEIPT', input.receivedOn) }
    await insertGoodsReceipt(tx, receipt)
    return receipt
  }
  const confirmation = await takeInGoods(unit, draft, facts)
  if (isRefusal(confirmation)) return confirmation
  const { arrivals, ...taken } = confirmation
  const number = await takeNumber(tx, caller.companyId, 'GOODS_RECEIPT', input.receivedOn)
  const receipt: ConfirmedGoodsReceipt = { ...draft, ...taken, number }
  await insertGoodsReceipt(tx, receipt)
  await insertArrivals(tx, receipt.companyId, arrivals)
  await announceGoodsReceipt(unit, receipt)
  return receipt
}
