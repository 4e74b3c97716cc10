import { refuse } from '@erp/values'
import { type AdjustmentNotPostable, type CostAdjustment, postAdjustment } from '../domain/cost-adjustment.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type MakerConfirms,
  makerProblem,
  requireStatus,
} from '../domain/inventory-document.ts'
import { linePlaces } from '../domain/line-places.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { Posting } from '../domain/stock-document.ts'
import * as costAdjustments from '../store/cost-adjustments.ts'
import type { Tx, Unit } from '../store/database.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type AdjustmentRefused = AdjustmentNotPostable | PostingProblem

/** Makes a draft count in stock, and finance post it. Who wrote it does not confirm it. */
export async function confirmCostAdjustment(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<CostAdjustment | DocumentNotFound | DocumentNotIn | StaleVersion | MakerConfirms | AdjustmentRefused> {
  const { tx, now, caller } = unit
  const draft = await costAdjustments.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion) ?? makerProblem(draft, caller.userId)
  if (problem) return problem
  const posting = await postDraft(tx, draft, lockStock)
  if ('refusal' in posting) return posting

  await recordStockDocuments(unit, [posting], posting.changed)
  const confirmed: CostAdjustment = {
    ...draft,
    ...{ status: 'CONFIRMED', version: draft.version + 1, confirmedAt: now, confirmedBy: caller.userId },
  }
  await costAdjustments.saveStatus(tx, confirmed)
  return confirmed
}

/** What confirming a draft would post now, by the same functions; writes nothing. */
export async function simulateCostAdjustment(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | AdjustmentRefused> {
  const draft = await costAdjustments.find(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const { status } = draft
  if (status !== 'DRAFT') return refuse('DocumentStatusWrong', { status, expected: 'DRAFT' })
  return postDraft(tx, draft, readStock)
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
