import { refuse } from '@erp/values'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import { changeValuationArea as change, type ValuationArea, type ValuationAreaChange } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as valuationAreas from '../store/valuation-areas.ts'
import type { ValuationAreaNotFound } from './write-cost-adjustment.ts'

/** Changes what people may decide of an area: its name, and whether it catches up. */
export async function changeValuationArea(
  { tx }: Unit,
  { valuationAreaId, ...wanted }: ValuationAreaChange & { readonly valuationAreaId: string },
): Promise<ValuationArea | ValuationAreaNotFound | InvalidInput | StaleVersion> {
  const area = await valuationAreas.find(tx, valuationAreaId)
  if (!area) return refuse('ValuationAreaNotFound', { valuationAreaId, path: ['input', 'valuationAreaId'] })
  const changed = change(area, wanted)
  if ('refusal' in changed) return changed
  await valuationAreas.save(tx, changed)
  return changed
}
