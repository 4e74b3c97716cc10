import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/master-data.ts'
import { createValuationArea as create, type NewValuationArea, type ValuationArea } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as valuationAreas from '../store/valuation-areas.ts'

/** The company already has a valuation area with this code. */
export type ValuationAreaCodeTaken = Refusal<
  'ValuationAreaCodeTaken',
  { valuationAreaCode: string; path: readonly string[] }
>

export async function createValuationArea(
  unit: Unit,
  input: NewValuationArea,
): Promise<ValuationArea | InvalidInput | ValuationAreaCodeTaken> {
  const area = create(unit.caller.companyId, input, unit.now)
  if ('refusal' in area) return area
  const inserted = await valuationAreas.insert(unit.tx, area)
  return inserted ? area : refuse('ValuationAreaCodeTaken', { valuationAreaCode: area.code, path: ['input', 'code'] })
}
