import { StaleDocument } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type MakerConfirms,
  makerProblem,
  requireStatus,
} from '../domain/inventory-document.ts'
import type { LandedCost, ReceiptLineUnknown } from '../domain/landed-cost.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import { type LandedCostNotPostable, postLandedCost } from '../domain/post-landed-cost.ts'
import { type Posting, stockKey } from '../domain/stock-document.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as landedCosts from '../store/landed-costs.ts'
import * as receivedGoods from '../store/received-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** Another document counts this charge of this bill already. */
export type ChargeCounted = Refusal<'ChargeCounted', landedCosts.ClaimedCharge>
export type LandedCostRefused = LandedCostNotPostable | PostingProblem | ChargeCounted | ReceiptLineUnknown

/** Makes a draft count in stock, and finance post it. Who wrote it does not confirm it. */
export async function confirmLandedCost(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<LandedCost | DocumentNotFound | DocumentNotIn | StaleVersion | MakerConfirms | LandedCostRefused> {
  const { tx, now, caller } = unit
  const draft = await landedCosts.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion) ?? makerProblem(draft, caller.userId)
  if (problem) return problem
  const posting = await postDraft(tx, draft, stockBalances.lock)
  if ('refusal' in posting) return posting

  if (!(await landedCosts.claim(tx, draft))) throw new StaleDocument('Charge of landed cost', draft.id)
  await recordStockDocuments(unit, [posting], posting.changed)
  const confirmed: LandedCost = {
    ...draft,
    ...{ status: 'CONFIRMED', version: draft.version + 1, confirmedAt: now, confirmedBy: caller.userId },
  }
  await landedCosts.saveStatus(tx, confirmed)
  return confirmed
}

/** What confirming a draft would post now, by the same functions; writes nothing. */
export async function simulateLandedCost(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | LandedCostRefused> {
  const draft = await landedCosts.find(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const { status } = draft
  if (status !== 'DRAFT') return refuse('DocumentStatusWrong', { status, expected: 'DRAFT' })
  return postDraft(tx, draft, stockBalances.read)
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
