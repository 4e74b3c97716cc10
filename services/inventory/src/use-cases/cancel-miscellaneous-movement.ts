import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { MiscellaneousMovement } from '../domain/miscellaneous-movement.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as movements from '../store/miscellaneous-movements.ts'
import { takeBackDocument } from './take-back-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** Takes a confirmed movement back at the same values, while its period is open and nothing has used it since. */
export async function cancelMiscellaneousMovement(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<MiscellaneousMovement | DocumentNotFound | DocumentNotIn | StaleVersion | PeriodNotOpen | StockUsedSince> {
  const movement = await movements.lock(unit.tx, documentId)
  if (!movement) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(movement, 'CONFIRMED', expectedVersion)
  if (problem) return problem
  const { companyId } = movement
  const takenBack = await takeBackDocument(unit, { companyId, documentType: 'MISCELLANEOUS_MOVEMENT', documentId })
  if ('refusal' in takenBack) return takenBack
  const cancelled: MiscellaneousMovement = { ...movement, status: 'CANCELLED', version: movement.version + 1 }
  await movements.saveStatus(unit.tx, cancelled)
  return cancelled
}
