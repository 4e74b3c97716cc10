import { newId } from '@erp/values'
import {
  changedName,
  codeProblem,
  type InvalidInput,
  type LocalizedName,
  nameProblem,
  type StaleVersion,
} from './master-data.ts'
import type { LocationId, Warehouse, WarehouseId } from './warehouse.ts'

/** A place inside a warehouse 库位. Documents may say where they put goods and take them from; value knows nothing of it. */
export type WarehouseLocation = {
  readonly id: LocationId
  readonly companyId: string
  readonly warehouseId: WarehouseId
  readonly code: string
  readonly name: LocalizedName
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export type LocationChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly active?: boolean | undefined
}

/** A new active location at version 1. */
export function createLocation(
  { id: warehouseId, companyId }: Warehouse,
  { code, name }: { readonly code: string; readonly name: LocalizedName },
  createdAt: Date,
): WarehouseLocation | InvalidInput {
  const problem = codeProblem(code) ?? nameProblem(name)
  if (problem) return problem
  return { id: newId() as LocationId, companyId, warehouseId, code, name, active: true, version: 1, createdAt }
}

/** The location with another name, or switched on or off for new documents. */
export function changeLocation(
  location: WarehouseLocation,
  change: LocationChange,
): WarehouseLocation | InvalidInput | StaleVersion {
  const name = changedName(location, change)
  if ('refusal' in name) return name
  return { ...location, name, active: change.active ?? location.active, version: location.version + 1 }
}
