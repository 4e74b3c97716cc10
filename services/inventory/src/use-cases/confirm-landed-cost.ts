import { StaleDocument } from '@erp/service-kit'
import { type Refusal, refuse, sum } from '@erp/values'
import type { LandedCost, ReceiptLineUnknown } from '../domain/landed-cost.ts'
import { type LandedCostNotPostable, postLandedCost } from '../domain/post-landed-cost.ts'
import { type Posting, stockKey } from '../domain/stock-document.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as landedCosts from '../store/landed-costs.ts'
import * as receivedGoods from '../store/received-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import { type ConfirmableKind, confirmDocument, decidedOf } from './confirm-document.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** Another document counts this charge of this bill already. */
export type ChargeCounted = Refusal<'ChargeCounted', landedCosts.ClaimedCharge>
export type LandedCostRefused = LandedCostNotPostable | PostingProblem | ChargeCounted | ReceiptLineUnknown

/** A landed cost where it counts: goods bear what it cost to get them here. It is asked for with all it charges, whoever bears it. */
export const landedCostKind: ConfirmableKind<LandedCost, Posting, LandedCostRefused> = {
  documentType: 'LANDED_COST',
  ...{ lock: landedCosts.lock, find: landedCosts.find, save: landedCosts.saveStatus },
  decide: (tx, draft, stock) => postDraft(tx, draft, stock === 'LOCKED' ? stockBalances.lock : stockBalances.read),
  tell: ({ reason, currency, charges }, { document }) => ({
    subject: reason || charges.map(({ name }) => name).join(', '),
    amount: sum(
      charges.map(({ amount }) => amount),
      currency,
    ),
    itemClasses: document.entries.map(({ itemClass }) => itemClass),
  }),
  carryOut: async (unit, draft, posting) => {
    if (!(await landedCosts.claim(unit.tx, draft))) throw new StaleDocument('Charge of landed cost', draft.id)
    await recordStockDocuments(unit, [posting], posting.changed)
    return draft
  },
}

export function confirmLandedCost(unit: Unit, seen: SeenDocument) {
  return confirmDocument(unit, landedCostKind, seen)
}

export function simulateLandedCost(tx: Tx, documentId: string) {
  return decidedOf(tx, landedCostKind, documentId)
}

async function postDraft(
  tx: Tx,
  draft: LandedCost,
  look: typeof stockBalances.lock,
): Promise<Posting | LandedCostRefused> {
  const { companyId, businessDate } = draft
  const counted = await landedCosts.claimedElsewhere(tx, draft)
  if (counted) return refuse('ChargeCounted', counted)
  const entryIds = draft.lines.map(({ stockEntryId }) => stockEntryId)
  const received = await receivedGoods.findMany(tx, entryIds)
  const keys = await stockBalances.placesOfItems(
    tx,
    received.map(({ itemId }) => itemId),
  )
  const book = await stockBalances.withLayers(tx, await look(tx, keys), entryIds)

  // What was sent back or moved on is certain once nobody else moves the items.
  const goods = await receivedGoods.findMany(tx, entryIds)
  const gone = draft.lines.find(({ stockEntryId }) => !goods.some(({ entryId }) => entryId === stockEntryId))
  if (gone) return refuse('ReceiptLineUnknown', { stockEntryId: gone.stockEntryId, path: ['input', 'documentId'] })
  const flows = await receivedGoods.flowsSince(tx, goods)
  const places = [...goods, ...flows.flatMap(({ itemId, to }) => (to ? [{ ...to, itemId }] : []))]
  for (const place of places) if (!book.has(stockKey(place))) throw new StaleDocument('Stock of item', place.itemId)
  const facts = await factsOfLines(tx, companyId, places)
  const problem = await postingProblemOf(tx, { companyId, eventKinds: ['LANDED_COST'], businessDate }, places, facts)
  return problem ?? withDimensions(tx, postLandedCost(draft, { ...facts, goods, flows }, book))
}
