import { StaleDocument } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import { at } from '../domain/input.ts'
import { type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import {
  type Confirmation,
  type ConfirmRefused,
  confirmGoodsReceipt,
  type GoodsBeingCharged,
  type NewGoodsReceipt,
  type ReceivingFacts,
} from '../domain/receive-goods.ts'
import { findChargeAhead, holdStanding, lockOrderLines, takeFromTransit } from '../store/goods-in-transit.ts'
import { addReceived } from '../store/received-quantities.ts'
import { readPostingFacts, readReceivingFacts } from '../store/receiving-facts.ts'
import type { Tx, Unit } from './unit.ts'

/**
 * Decides on a draft and, if it can be confirmed, counts what arrived on its order lines. The decision says who is
 * refused and why; the conditional write is what makes it true when two receipts race for the last quantity.
 */
export async function takeInGoods(
  { tx, now }: Unit,
  draft: NewGoodsReceipt,
  known: ReceivingFacts,
): Promise<Confirmation | ConfirmRefused> {
  const facts = await factsNow(tx, draft, known)
  if (isRefusal(facts)) return facts
  const confirmation = confirmGoodsReceipt(draft, facts, now)
  if (isRefusal(confirmation)) return confirmation
  const notPostable = await whyTransitNotPostable(tx, draft, confirmation, facts)
  if (notPostable) return notPostable
  const added = await addReceived(tx, confirmation.lines, facts.orderLines)
  if (added === 'ADDED') {
    await takeWhatWasOnItsWay(tx, draft.id, confirmation.arrivals)
    return confirmation
  }

  const refused = confirmGoodsReceipt(draft, await readFactsOf(tx, draft), now)
  if (isRefusal(refused)) return refused
  throw new StaleDocument('purchase order lines of goods receipt', draft.id)
}

/** All that finance could refuse about goods that are no longer on their way. */
async function whyTransitNotPostable(
  tx: Tx,
  { companyId, receivedOn: businessDate }: NewGoodsReceipt,
  { lines }: Confirmation,
  { orderLines, warehouse }: ReceivingFacts,
): Promise<NotPostable | undefined> {
  const arrived = lines.filter(({ transitBaseQuantity }) => transitBaseQuantity.gt(0))
  if (arrived.length === 0) return undefined
  const eventKind = 'GOODS_IN_TRANSIT_RECEIVED'
  const itemClasses = new Set(
    arrived.flatMap(({ purchaseOrderLineId }) => orderLines.get(purchaseOrderLineId)?.item?.itemClass ?? []),
  )
  return whyNotPostable(
    { eventKind, businessDate, datePath: 'receivedOn', itemClasses, valuationAreaId: warehouse?.valuationAreaId ?? '' },
    await readPostingFacts(tx, companyId, { eventKind, businessDate }),
  )
}

/**
 * What the receipt is decided on, its order lines locked: from here on nobody charges or takes goods of theirs that are on
 * their way. Where there are such goods, or were when the facts were read, the facts are read anew. While inventory is asked
 * about an invoice that charges them, nobody can tell what they are worth.
 */
async function factsNow(
  tx: Tx,
  draft: NewGoodsReceipt,
  known: ReceivingFacts,
): Promise<ReceivingFacts | GoodsBeingCharged> {
  const orderLineIds = [...known.orderLines.keys()]
  await lockOrderLines(tx, orderLineIds)
  const charge = await findChargeAhead(tx, orderLineIds)
  if (charge && !charge.stands) {
    const { purchaseOrderLineId, supplierInvoiceNumber } = charge
    const index = draft.lines.findIndex((line) => line.purchaseOrderLineId === purchaseOrderLineId)
    const being = refuse('GoodsBeingCharged', { purchaseOrderLineId, supplierInvoiceNumber })
    return at(being, `lines.${index}.purchaseOrderLineId`)
  }
  const wasOnItsWay = [...known.orderLines.values()].some(({ onTheirWay }) => onTheirWay.length > 0)
  return wasOnItsWay || charge ? readFactsOf(tx, draft) : known
}

/**
 * Takes goods that were charged before they came off what is on its way. Their order lines are locked, so only the invoice
 * can have gone since it was read; it is held from here on.
 */
async function takeWhatWasOnItsWay(tx: Tx, receiptId: string, arrivals: Confirmation['arrivals']): Promise<void> {
  if (arrivals.length === 0) return
  const standing = await holdStanding(
    tx,
    arrivals.map(({ supplierInvoiceId }) => supplierInvoiceId),
  )
  if (standing && (await takeFromTransit(tx, arrivals))) return
  throw new StaleDocument('goods in transit of goods receipt', receiptId)
}

/** What a receipt that exists is decided on. */
export function readFactsOf(tx: Tx, receipt: NewGoodsReceipt): Promise<ReceivingFacts> {
  return readReceivingFacts(tx, receipt.companyId, {
    warehouseId: receipt.warehouseId,
    receivedOn: receipt.receivedOn,
    orderLineIds: receipt.lines.map((line) => line.purchaseOrderLineId),
  })
}
