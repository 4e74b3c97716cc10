import { type Branded, newId } from '@erp/values'
import {
  changedName,
  codeProblem,
  type InvalidInput,
  type LocalizedName,
  nameProblem,
  type StaleVersion,
} from './master-data.ts'

export type WarehouseId = Branded<string, 'WarehouseId'>
export type ValuationAreaId = Branded<string, 'ValuationAreaId'>

/**
 * Where stock of an item has one value 核算范围. Warehouses of one area share their costs (总仓核算); a warehouse with an
 * area of its own is valued by itself (分仓核算).
 */
export type ValuationArea = {
  readonly id: ValuationAreaId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly createdAt: Date
}

/** A place where stock is kept 仓库. It never changes its valuation area: the value inside would have to move with a voucher. */
export type Warehouse = {
  readonly id: WarehouseId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly valuationAreaId: ValuationAreaId
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export type NewPlace = { readonly code: string; readonly name: LocalizedName }

export type WarehouseChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly active?: boolean | undefined
}

/** A new valuation area. */
export function createValuationArea(
  companyId: string,
  { code, name }: NewPlace,
  createdAt: Date,
): ValuationArea | InvalidInput {
  const problem = codeProblem(code) ?? nameProblem(name)
  return problem ?? { id: newId() as ValuationAreaId, companyId, code, name, createdAt }
}

/** A new active warehouse at version 1, inside an existing area. */
export function createWarehouse(
  area: ValuationArea,
  { code, name }: NewPlace,
  createdAt: Date,
): Warehouse | InvalidInput {
  const problem = codeProblem(code) ?? nameProblem(name)
  if (problem) return problem
  return {
    id: newId() as WarehouseId,
    companyId: area.companyId,
    code,
    name,
    valuationAreaId: area.id,
    active: true,
    version: 1,
    createdAt,
  }
}

/** The warehouse with another name, or switched on or off for new documents. */
export function changeWarehouse(
  warehouse: Warehouse,
  change: WarehouseChange,
): Warehouse | InvalidInput | StaleVersion {
  const name = changedName(warehouse, change)
  if ('refusal' in name) return name
  return { ...warehouse, name, active: change.active ?? warehouse.active, version: warehouse.version + 1 }
}
