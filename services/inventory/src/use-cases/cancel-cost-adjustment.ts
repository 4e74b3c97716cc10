import { refuse } from '@erp/values'
import type { CostAdjustment } from '../domain/cost-adjustment.ts'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import * as costAdjustments from '../store/cost-adjustments.ts'
import type { Unit } from '../store/database.ts'
import { takeBackDocument } from './take-back-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** Takes a confirmed adjustment back at the same values, while its period is open and nothing has used it since. */
export async function cancelCostAdjustment(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<CostAdjustment | DocumentNotFound | DocumentNotIn | StaleVersion | PeriodNotOpen | StockUsedSince> {
  const adjustment = await costAdjustments.lock(unit.tx, documentId)
  if (!adjustment) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(adjustment, 'CONFIRMED', expectedVersion)
  if (problem) return problem
  const { companyId } = adjustment
  const takenBack = await takeBackDocument(unit, { companyId, documentType: 'COST_ADJUSTMENT', documentId })
  if ('refusal' in takenBack) return takenBack
  const cancelled: CostAdjustment = { ...adjustment, status: 'CANCELLED', version: adjustment.version + 1 }
  await costAdjustments.saveStatus(unit.tx, cancelled)
  return cancelled
}
