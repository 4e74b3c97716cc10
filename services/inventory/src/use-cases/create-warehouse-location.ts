import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput, LocalizedName } from '../domain/master-data.ts'
import { createLocation as create, type WarehouseLocation } from '../domain/warehouse-location.ts'
import type { Unit } from '../store/database.ts'
import * as warehouseLocations from '../store/warehouse-locations.ts'
import * as warehouses from '../store/warehouses.ts'
import type { WarehouseNotFound } from './change-warehouse.ts'

/** The warehouse already has a location with this code. */
export type LocationCodeTaken = Refusal<'LocationCodeTaken', { locationCode: string; path: readonly string[] }>

export async function createWarehouseLocation(
  { tx, now }: Unit,
  { warehouseId, ...place }: { readonly warehouseId: string; readonly code: string; readonly name: LocalizedName },
): Promise<WarehouseLocation | WarehouseNotFound | InvalidInput | LocationCodeTaken> {
  const warehouse = await warehouses.find(tx, warehouseId)
  if (!warehouse) return refuse('WarehouseNotFound', { warehouseId, path: ['input', 'warehouseId'] })
  const location = create(warehouse, place, now)
  if ('refusal' in location) return location
  const inserted = await warehouseLocations.insert(tx, location)
  return inserted ? location : refuse('LocationCodeTaken', { locationCode: location.code, path: ['input', 'code'] })
}
