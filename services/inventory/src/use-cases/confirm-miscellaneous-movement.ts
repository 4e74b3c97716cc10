import { bearerProblem } from '../domain/bearer.ts'
import { type DraftFacts, goodsOf, type LineRefused } from '../domain/draft-goods.ts'
import type { DocumentNotFound, DocumentNotIn } from '../domain/inventory-document.ts'
import { linePlaces } from '../domain/line-places.ts'
import {
  bringsIn,
  eventKindOf,
  type MiscellaneousMovement,
  type MovementNotPostable,
  postMovement,
} from '../domain/miscellaneous-movement.ts'
import { lotKey, lotsByKey, lotsToMake } from '../domain/named-lot.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as movements from '../store/miscellaneous-movements.ts'
import * as namedLots from '../store/named-lots.ts'
import { type ConfirmableKind, confirmDocument, decidedOf } from './confirm-document.ts'
import { draftFacts } from './draft-document.ts'
import { movingGoods, type Posted } from './moving-goods.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type MovementRefused = CompanyUnknown | LineRefused | MovementNotPostable | PostingProblem

/** A movement where it counts: a receipt that opens no books may be confirmed by who wrote it. */
export const movementKind: ConfirmableKind<MiscellaneousMovement, Posted, MovementRefused> = {
  documentType: 'MISCELLANEOUS_MOVEMENT',
  ...{ lock: movements.lock, find: movements.find, save: movements.saveStatus },
  decide: (tx, draft, stock) => postDraft(tx, draft, stock === 'LOCKED' ? lockStock : readStock),
  ...movingGoods,
  alone: ({ kind }) => kind === 'OTHER_RECEIPT',
}

export function confirmMiscellaneousMovement(unit: Unit, seen: SeenDocument) {
  return confirmDocument(unit, movementKind, seen)
}

export async function simulateMiscellaneousMovement(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | MovementRefused> {
  const decided = await decidedOf(tx, movementKind, documentId)
  return 'refusal' in decided ? decided : decided.posting
}

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
