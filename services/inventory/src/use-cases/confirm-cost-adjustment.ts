import { type AdjustmentNotPostable, type CostAdjustment, postAdjustment } from '../domain/cost-adjustment.ts'
import { amountMoved } from '../domain/document-approval.ts'
import { linePlaces } from '../domain/line-places.ts'
import type { Posting } from '../domain/stock-document.ts'
import * as costAdjustments from '../store/cost-adjustments.ts'
import type { Tx, Unit } from '../store/database.ts'
import { type ConfirmableKind, confirmDocument, decidedOf } from './confirm-document.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type AdjustmentRefused = AdjustmentNotPostable | PostingProblem

/** An adjustment where it counts: stock is worth more or less. */
export const adjustmentKind: ConfirmableKind<CostAdjustment, Posting, AdjustmentRefused> = {
  documentType: 'COST_ADJUSTMENT',
  ...{ lock: costAdjustments.lock, find: costAdjustments.find, save: costAdjustments.saveStatus },
  decide: (tx, draft, stock) => postDraft(tx, draft, stock === 'LOCKED' ? lockStock : readStock),
  tell: (draft, { document }) => ({
    ...{ subject: draft.reason, amount: amountMoved(draft, document.entries) },
    itemClasses: document.entries.map(({ itemClass }) => itemClass),
  }),
  carryOut: async (unit, draft, posting) => {
    await recordStockDocuments(unit, [posting], posting.changed)
    return draft
  },
}

export function confirmCostAdjustment(unit: Unit, seen: SeenDocument) {
  return confirmDocument(unit, adjustmentKind, seen)
}

export function simulateCostAdjustment(tx: Tx, documentId: string) {
  return decidedOf(tx, adjustmentKind, documentId)
}

async function postDraft(tx: Tx, draft: CostAdjustment, look: typeof lockStock): Promise<Posting | AdjustmentRefused> {
  const { companyId, businessDate, itemId, warehouseIds } = draft
  const inArea = warehouseIds.map((warehouseId) => ({ itemId, warehouseId }))
  const facts = await factsOfLines(tx, companyId, inArea)
  const lines = inArea.filter(({ warehouseId }) => facts.warehouses.has(warehouseId)).slice(0, 1)
  const places = linePlaces(draft, lines, facts)
  const problem = await postingProblemOf(
    tx,
    { companyId, eventKinds: ['COST_ADJUSTMENT'], businessDate },
    places,
    facts,
  )
  if (problem) return problem
  const { book } = await look(tx, places, facts)
  return withDimensions(tx, postAdjustment(draft, facts, book))
}
