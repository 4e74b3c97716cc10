import { warehouseChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/master-data.ts'
import {
  createWarehouse as create,
  type NegativeStockNotPossible,
  type NewPlace,
  type NewWarehouse,
  type TransitValuedApart,
  type ValuationArea,
  type Warehouse,
} from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as valuationAreas from '../store/valuation-areas.ts'
import * as warehouses from '../store/warehouses.ts'
import { createValuationArea, type ValuationAreaCodeTaken } from './create-valuation-area.ts'
import { toWarehouseChanged } from './warehouse-changed.ts'

/** The company already has a warehouse with this code. */
export type WarehouseCodeTaken = Refusal<'WarehouseCodeTaken', { warehouseCode: string; path: readonly string[] }>
/** Goods in transit already have their place. */
export type TransitWarehouseExists = Refusal<'TransitWarehouseExists', { warehouseId: string; path: readonly string[] }>
/** The company has no such valuation area. */
export type ValuationAreaNotFound = Refusal<
  'ValuationAreaNotFound',
  { valuationAreaId: string; path: readonly string[] }
>

/** Without a valuation area the warehouse is valued by itself (分仓核算), in an area of its own code and name. */
export async function createWarehouse(
  unit: Unit,
  { valuationAreaId, ...wanted }: NewWarehouse & { readonly valuationAreaId?: string | undefined },
): Promise<
  | Warehouse
  | InvalidInput
  | NegativeStockNotPossible
  | TransitValuedApart
  | WarehouseCodeTaken
  | TransitWarehouseExists
  | ValuationAreaCodeTaken
  | ValuationAreaNotFound
> {
  if (await warehouses.hasCode(unit.tx, wanted.code)) return codeTaken(wanted.code)
  const transit = wanted.kind === 'TRANSIT' ? await warehouses.findTransit(unit.tx, unit.caller.companyId) : undefined
  if (transit) return refuse('TransitWarehouseExists', { warehouseId: transit.id, path: ['input', 'kind'] })
  const area = await areaOf(
    unit,
    { code: wanted.code, name: wanted.name, transit: wanted.kind === 'TRANSIT' },
    valuationAreaId,
  )
  if ('refusal' in area) return area
  const warehouse = create(area, wanted, unit.now)
  if ('refusal' in warehouse) return warehouse
  if (!(await warehouses.insert(unit.tx, warehouse))) return codeTaken(warehouse.code)
  await emit(unit, warehouseChanged, { aggregateId: warehouse.id, payload: toWarehouseChanged(warehouse) })
  return warehouse
}

function codeTaken(warehouseCode: string): WarehouseCodeTaken {
  return refuse('WarehouseCodeTaken', { warehouseCode, path: ['input', 'code'] })
}

async function areaOf(
  unit: Unit,
  place: NewPlace & { readonly transit: boolean },
  valuationAreaId: string | undefined,
): Promise<ValuationArea | InvalidInput | ValuationAreaCodeTaken | ValuationAreaNotFound> {
  if (valuationAreaId === undefined) return createValuationArea(unit, place)
  const area = await valuationAreas.find(unit.tx, valuationAreaId)
  return area ?? refuse('ValuationAreaNotFound', { valuationAreaId, path: ['input', 'valuationAreaId'] })
}
