import { warehouseChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import {
  changeWarehouse as change,
  type NegativeStockNotPossible,
  type Warehouse,
  type WarehouseChange,
} from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as warehouses from '../store/warehouses.ts'
import { toWarehouseChanged } from './warehouse-changed.ts'

/** The company has no such warehouse. */
export type WarehouseNotFound = Refusal<'WarehouseNotFound', { warehouseId: string; path: readonly string[] }>

/** There is less than nothing of some items; it has to be covered before negative stock can be forbidden. */
export type NegativeStockLeft = Refusal<'NegativeStockLeft', { items: number; path: readonly string[] }>

export async function changeWarehouse(
  unit: Unit,
  { warehouseId, ...wanted }: WarehouseChange & { readonly warehouseId: string },
): Promise<Warehouse | WarehouseNotFound | InvalidInput | NegativeStockNotPossible | NegativeStockLeft | StaleVersion> {
  const warehouse = await warehouses.find(unit.tx, warehouseId)
  if (!warehouse) return refuse('WarehouseNotFound', { warehouseId, path: ['input', 'warehouseId'] })
  const changed = change(warehouse, wanted)
  if ('refusal' in changed) return changed
  if (warehouse.negativeStockAllowed && !changed.negativeStockAllowed) {
    const items = await warehouses.countNegative(unit.tx, warehouse.id)
    if (items > 0) return refuse('NegativeStockLeft', { items, path: ['input', 'negativeStockAllowed'] })
  }
  await warehouses.save(unit.tx, changed)
  await emit(unit, warehouseChanged, { aggregateId: changed.id, payload: toWarehouseChanged(changed) })
  return changed
}
