import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { StockAssembly } from '../domain/stock-assembly.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as assemblies from '../store/stock-assemblies.ts'
import { takeBackDocument } from './take-back-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** Takes a confirmed assembly back at the same values, while its period is open and nothing has used what came in. */
export async function cancelStockAssembly(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<StockAssembly | DocumentNotFound | DocumentNotIn | StaleVersion | PeriodNotOpen | StockUsedSince> {
  const assembly = await assemblies.lock(unit.tx, documentId)
  if (!assembly) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(assembly, 'CONFIRMED', expectedVersion)
  if (problem) return problem
  const { companyId } = assembly
  const takenBack = await takeBackDocument(unit, { companyId, documentType: 'STOCK_ASSEMBLY', documentId })
  if ('refusal' in takenBack) return takenBack
  const cancelled: StockAssembly = { ...assembly, status: 'CANCELLED', version: assembly.version + 1 }
  await assemblies.saveStatus(unit.tx, cancelled)
  return cancelled
}
