import { refuse } from '@erp/values'
import { bearerProblem } from '../domain/bearer.ts'
import { amountMoved, confirmedAs } from '../domain/document-approval.ts'
import { type DraftFacts, goodsOf, type LineRefused } from '../domain/draft-goods.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type MakerConfirms,
  requireStatus,
} from '../domain/inventory-document.ts'
import { linePlaces } from '../domain/line-places.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import {
  bringsIn,
  eventKindOf,
  type MiscellaneousMovement,
  type MovementNotPostable,
  postMovement,
} from '../domain/miscellaneous-movement.ts'
import { lotKey, lotsByKey, lotsToMake, type NamedLot } from '../domain/named-lot.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as movements from '../store/miscellaneous-movements.ts'
import * as namedLots from '../store/named-lots.ts'
import { type ApprovedDocument, beforeConfirming, waitForApproval } from './ask-approval.ts'
import { draftFacts } from './draft-document.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

const documentType = 'MISCELLANEOUS_MOVEMENT'

export type MovementRefused = CompanyUnknown | LineRefused | MovementNotPostable | PostingProblem

/**
 * Makes a draft count in stock, and finance post it. What would be refused by finance is refused here. Where the company has such
 * documents approved it waits for that; else who wrote some of it does not confirm it, unless it is a receipt that is no opening.
 */
export async function confirmMiscellaneousMovement(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<MiscellaneousMovement | DocumentNotFound | DocumentNotIn | StaleVersion | MakerConfirms | MovementRefused> {
  const { tx, caller } = unit
  const draft = await movements.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion)
  if (problem) return problem
  const next = await beforeConfirming(unit, documentType, draft, { alone: draft.kind === 'OTHER_RECEIPT' })
  if (next === 'ASK') return ask(unit, draft)
  return next === 'CONFIRM' ? count(unit, draft, caller.userId) : next
}

/** Puts a draft that could be confirmed now before those who approve. */
async function ask(unit: Unit, draft: MiscellaneousMovement): Promise<MiscellaneousMovement | MovementRefused> {
  const { tx } = unit
  const posted = await postDraft(tx, draft, readStock)
  if ('refusal' in posted) return posted
  const { entries } = posted.posting.document
  const waiting = await waitForApproval(unit, documentType, draft, {
    ...{ subject: draft.reason || draft.kind, amount: amountMoved(draft, entries) },
    itemClasses: entries.map(({ itemClass }) => itemClass),
  })
  await movements.saveStatus(tx, waiting)
  return waiting
}

/** One that was approved counts as by its submitter, unless something stands against it by now. */
export async function confirmApprovedMovement(
  unit: Unit,
  { documentId, submittedBy }: ApprovedDocument,
): Promise<MiscellaneousMovement | DocumentNotFound | MovementRefused> {
  const draft = await movements.find(unit.tx, documentId)
  return draft ? count(unit, draft, submittedBy) : refuse('DocumentNotFound', { documentId })
}

async function count(
  unit: Unit,
  draft: MiscellaneousMovement,
  by: string,
): Promise<MiscellaneousMovement | MovementRefused> {
  const { tx, now } = unit
  const posted = await postDraft(tx, draft, lockStock)
  if ('refusal' in posted) return posted
  await namedLots.insert(tx, posted.newLots, now)
  await recordStockDocuments(unit, [posted.posting], posted.posting.changed)
  const confirmed = confirmedAs(draft, 'CONFIRMED', { by, now })
  await movements.saveStatus(tx, confirmed)
  return confirmed
}

/** What confirming a draft would post now, by the same functions; writes nothing. */
export async function simulateMiscellaneousMovement(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | MovementRefused> {
  const draft = await movements.find(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const { status } = draft
  if (status !== 'DRAFT') return refuse('DocumentStatusWrong', { status, expected: 'DRAFT' })
  const posted = await postDraft(tx, draft, readStock)
  return 'refusal' in posted ? posted : posted.posting
}

type Posted = { readonly posting: Posting; readonly newLots: readonly NamedLot[] }

async function postDraft(
  tx: Tx,
  draft: MiscellaneousMovement,
  look: typeof lockStock,
): Promise<Posted | MovementRefused> {
  const { companyId, kind, businessDate, lines } = draft
  const goods = await draftFacts(tx, companyId, lines)
  if ('refusal' in goods) return goods
  const unusable = unusableOf(draft, goods)
  if (unusable) return unusable
  const facts = await factsOfLines(tx, companyId, lines)
  const places = linePlaces(draft, lines, facts)
  const problem = await postingProblemOf(
    tx,
    { companyId, eventKinds: [eventKindOf[kind]], businessDate },
    places,
    facts,
  )
  if (problem) return problem

  const lotted = lines.flatMap(({ itemId, lotCode }) => (lotCode === null ? [] : [{ itemId, code: lotCode }]))
  // Where a serial number lies is only certain once nobody else moves the item.
  if (lotted.length > 0) await look(tx, places, facts)
  const known = lotsByKey(await namedLots.findByCodes(tx, lotted))
  const newLots = bringsIn(kind) ? lotsToMake(companyId, lines, known, goods.items) : []
  const byKey = new Map([...known, ...lotsByKey(newLots)])
  const withLots = lines.map((line) => ({ ...line, lotId: byKey.get(lotKey(line))?.id ?? null }))
  const stock = await look(tx, linePlaces(draft, withLots, facts), facts)
  const posting = await withDimensions(tx, postMovement(draft, { ...facts, ...stock, lots: byKey }, stock.book))
  return 'refusal' in posting ? posting : { posting, newLots }
}

/** Items, warehouses, departments and projects may have been switched off since the draft was written. */
function unusableOf({ lines }: MiscellaneousMovement, goods: DraftFacts): LineRefused | undefined {
  for (const [index, { quantity, ...line }] of lines.entries()) {
    const usable = goodsOf({ ...line, quantity: quantity.toFixed() }, goods, `lines.${index}`)
    if ('refusal' in usable) return usable
    const bearer = bearerProblem(line, goods.dimensionValues, `lines.${index}`)
    if (bearer) return bearer
  }
  return undefined
}
