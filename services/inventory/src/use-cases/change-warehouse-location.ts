import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import { changeLocation as change, type LocationChange, type WarehouseLocation } from '../domain/warehouse-location.ts'
import type { Unit } from '../store/database.ts'
import * as warehouseLocations from '../store/warehouse-locations.ts'

/** The company has no such location. */
export type LocationNotFound = Refusal<'LocationNotFound', { locationId: string; path: readonly string[] }>

export async function changeWarehouseLocation(
  { tx }: Unit,
  { locationId, ...wanted }: LocationChange & { readonly locationId: string },
): Promise<WarehouseLocation | LocationNotFound | InvalidInput | StaleVersion> {
  const location = await warehouseLocations.find(tx, locationId)
  if (!location) return refuse('LocationNotFound', { locationId, path: ['input', 'locationId'] })
  const changed = change(location, wanted)
  if ('refusal' in changed) return changed
  await warehouseLocations.save(tx, changed)
  return changed
}
