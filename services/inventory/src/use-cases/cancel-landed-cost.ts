import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { LandedCost } from '../domain/landed-cost.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as landedCosts from '../store/landed-costs.ts'
import { takeBackDocument } from './take-back-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/**
 * Takes confirmed landed costs back at the same values, while their period is open and stock stands without them. The
 * charges may be counted anew.
 */
export async function cancelLandedCost(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<LandedCost | DocumentNotFound | DocumentNotIn | StaleVersion | PeriodNotOpen | StockUsedSince> {
  const landedCost = await landedCosts.lock(unit.tx, documentId)
  if (!landedCost) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(landedCost, 'CONFIRMED', expectedVersion)
  if (problem) return problem
  const { companyId } = landedCost
  const takenBack = await takeBackDocument(unit, { companyId, documentType: 'LANDED_COST', documentId })
  if ('refusal' in takenBack) return takenBack
  const cancelled: LandedCost = { ...landedCost, status: 'CANCELLED', version: landedCost.version + 1 }
  await landedCosts.giveUpClaims(unit.tx, cancelled)
  await landedCosts.saveStatus(unit.tx, cancelled)
  return cancelled
}
