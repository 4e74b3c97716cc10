import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { DifferencesDisposed } from '../domain/stock-difference.ts'
import type { Stocktake, StocktakeStatus } from '../domain/stocktake.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as stockDifferences from '../store/stock-differences.ts'
import * as stocktakes from '../store/stocktakes.ts'
import { takeBackDocument } from './take-back-document.ts'

type Cancelling =
  | Stocktake
  | DocumentNotFound
  | DocumentNotIn<StocktakeStatus>
  | StaleVersion
  | PeriodNotOpen
  | StockUsedSince
  | DifferencesDisposed

/** Gives up a stocktake before anybody approved it, or takes back what approving it did, as far as it was not used since. */
export async function cancelStocktake(
  unit: Unit,
  { stocktakeId, expectedVersion }: { readonly stocktakeId: string; readonly expectedVersion: number },
): Promise<Cancelling> {
  const stocktake = await stocktakes.lock(unit.tx, stocktakeId)
  if (!stocktake) return refuse('DocumentNotFound', { documentId: stocktakeId })
  const { id: documentId, companyId, status, version } = stocktake
  const open = status === 'COUNTING' || status === 'SUBMITTED'
  const problem = requireStatus(stocktake, open ? status : 'CONFIRMED', expectedVersion)
  if (problem) return problem
  if (!open) {
    if (await stockDifferences.isDisposed(unit.tx, documentId)) return refuse('DifferencesDisposed')
    const takenBack = await takeBackDocument(unit, { companyId, documentType: 'STOCKTAKE', documentId })
    if ('refusal' in takenBack) return takenBack
  }
  const given: Stocktake = { ...stocktake, status: open ? 'DISCARDED' : 'CANCELLED', version: version + 1 }
  await stocktakes.save(unit.tx, given)
  return given
}
