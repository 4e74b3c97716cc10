import { refuse } from '@erp/values'
import type { DocumentNotFound, DocumentNotIn } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import {
  type Stocktake,
  type StocktakeLineNotCounted,
  type StocktakeStatus,
  submitStocktake as submit,
} from '../domain/stocktake.ts'
import type { Unit } from '../store/database.ts'
import * as stocktakes from '../store/stocktakes.ts'

/** Hands the counts in for approval, or has lines beyond the tolerance counted again. */
export async function submitStocktake(
  unit: Unit,
  { stocktakeId, expectedVersion }: { readonly stocktakeId: string; readonly expectedVersion: number },
): Promise<Stocktake | DocumentNotFound | DocumentNotIn<StocktakeStatus> | StaleVersion | StocktakeLineNotCounted> {
  const stocktake = await stocktakes.lock(unit.tx, stocktakeId)
  if (!stocktake) return refuse('DocumentNotFound', { documentId: stocktakeId })
  const submitted = submit(stocktake, { userId: unit.caller.userId, expectedVersion })
  if ('refusal' in submitted) return submitted
  await stocktakes.save(unit.tx, submitted)
  return submitted
}
