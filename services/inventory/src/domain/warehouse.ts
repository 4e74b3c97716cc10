import { type Branded, newId, type Refusal, refuse } from '@erp/values'
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
export type LocationId = Branded<string, 'LocationId'>

/**
 * Where stock of an item has one value 核算范围. Warehouses of one area share their costs (总仓核算); a warehouse with an
 * area of its own is valued by itself (分仓核算).
 */
export type ValuationArea = {
  readonly id: ValuationAreaId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  /** True where goods on the road are valued, shipment by shipment. */
  readonly transit: boolean
  /** Issues dated after a purchase receipt that is recorded later are set right 倒签入库追补. */
  readonly catchUpBackDatedReceipts: boolean
  readonly version: number
  readonly createdAt: Date
}

/**
 * What a warehouse is for 仓库类型. Goods in QUARANTINE (待检) and in TRANSIT (在途) belong to the company and have their
 * value, but are never promised to anybody.
 */
export type WarehouseKind = 'NORMAL' | 'QUARANTINE' | 'TRANSIT'

/**
 * A place where stock is kept 仓库. It never changes its valuation area: the value inside would have to move with a voucher.
 * Nor its kind: what others were promised would have to change with it.
 */
export type Warehouse = {
  readonly id: WarehouseId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly valuationAreaId: ValuationAreaId
  readonly kind: WarehouseKind
  /** Whether more may be issued than there is, at a provisional cost 允许负库存. */
  readonly negativeStockAllowed: boolean
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export type NewPlace = { readonly code: string; readonly name: LocalizedName }

export type NewValuationArea = NewPlace & {
  readonly transit?: boolean | undefined
  readonly catchUpBackDatedReceipts?: boolean | undefined
}

export type ValuationAreaChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly catchUpBackDatedReceipts?: boolean | undefined
}

export type NewWarehouse = NewPlace & {
  readonly kind?: WarehouseKind | undefined
  readonly negativeStockAllowed?: boolean | undefined
}

export type WarehouseChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly negativeStockAllowed?: boolean | undefined
  readonly active?: boolean | undefined
}

/** Only a NORMAL warehouse may hold less than nothing: what is in quarantine or on the road has been counted. */
export type NegativeStockNotPossible = Refusal<
  'NegativeStockNotPossible',
  { warehouseKind: WarehouseKind; path: readonly string[] }
>

/** Goods on the road keep the value they left with, shipment by shipment, so nothing else is valued with them. */
export type TransitValuedApart = Refusal<
  'TransitValuedApart',
  { warehouseKind: WarehouseKind; path: readonly string[] }
>

/** A new valuation area; `transit` for goods on the road. */
export function createValuationArea(
  companyId: string,
  { code, name, transit = false, catchUpBackDatedReceipts = false }: NewValuationArea,
  createdAt: Date,
): ValuationArea | InvalidInput {
  const problem = codeProblem(code) ?? nameProblem(name)
  if (problem) return problem
  const id = newId() as ValuationAreaId
  return { id, companyId, code, name, transit, catchUpBackDatedReceipts, version: 1, createdAt }
}

/** The area with another name, or catching up from now on or no longer; what is posted stays. */
export function changeValuationArea(
  area: ValuationArea,
  change: ValuationAreaChange,
): ValuationArea | InvalidInput | StaleVersion {
  const name = changedName(area, change)
  if ('refusal' in name) return name
  const { catchUpBackDatedReceipts = area.catchUpBackDatedReceipts } = change
  return { ...area, name, catchUpBackDatedReceipts, version: area.version + 1 }
}

/** A new active warehouse at version 1, inside an existing area. */
export function createWarehouse(
  area: ValuationArea,
  { code, name, kind = 'NORMAL', negativeStockAllowed = false }: NewWarehouse,
  createdAt: Date,
): Warehouse | InvalidInput | NegativeStockNotPossible | TransitValuedApart {
  const problem = codeProblem(code) ?? nameProblem(name) ?? negativeProblem(kind, negativeStockAllowed)
  if (problem) return problem
  if (area.transit !== (kind === 'TRANSIT'))
    return refuse('TransitValuedApart', { warehouseKind: kind, path: ['input', 'valuationAreaId'] })
  return {
    id: newId() as WarehouseId,
    companyId: area.companyId,
    code,
    name,
    valuationAreaId: area.id,
    kind,
    negativeStockAllowed,
    active: true,
    version: 1,
    createdAt,
  }
}

/** The warehouse with another name, switched on or off for new documents, or allowed to go below zero or not. */
export function changeWarehouse(
  warehouse: Warehouse,
  change: WarehouseChange,
): Warehouse | InvalidInput | StaleVersion | NegativeStockNotPossible {
  const name = changedName(warehouse, change)
  if ('refusal' in name) return name
  const { active = warehouse.active, negativeStockAllowed = warehouse.negativeStockAllowed } = change
  const problem = negativeProblem(warehouse.kind, negativeStockAllowed)
  return problem ?? { ...warehouse, name, active, negativeStockAllowed, version: warehouse.version + 1 }
}

function negativeProblem(kind: WarehouseKind, negativeStockAllowed: boolean): NegativeStockNotPossible | undefined {
  return negativeStockAllowed && kind !== 'NORMAL'
    ? refuse('NegativeStockNotPossible', { warehouseKind: kind, path: ['input', 'negativeStockAllowed'] })
    : undefined
}
