import { refuse } from '@erp/values'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import {
  type ItemNotPlannable,
  type PolicyInput,
  type StockPolicy,
  setStockPolicy as set,
} from '../domain/stock-policy.ts'
import type { Unit } from '../store/database.ts'
import * as items from '../store/items.ts'
import * as stockPolicies from '../store/stock-policies.ts'
import * as warehouses from '../store/warehouses.ts'
import type { ItemNotFound } from './change-item.ts'
import type { WarehouseNotFound } from './change-warehouse.ts'

/** Says how much of an item a warehouse should hold, and how it is ordered again. */
export async function setStockPolicy(
  { tx, caller }: Unit,
  { itemId, warehouseId, ...input }: PolicyInput & { readonly itemId: string; readonly warehouseId: string },
): Promise<StockPolicy | ItemNotFound | WarehouseNotFound | ItemNotPlannable | InvalidInput | StaleVersion> {
  const item = await items.find(tx, itemId)
  if (!item) return refuse('ItemNotFound', { itemId, path: ['input', 'itemId'] })
  if (item.itemClass === 'SERVICE') return refuse('ItemNotPlannable', { itemId, path: ['input', 'itemId'] })
  const warehouse = await warehouses.find(tx, warehouseId)
  if (!warehouse) return refuse('WarehouseNotFound', { warehouseId, path: ['input', 'warehouseId'] })
  const place = { companyId: caller.companyId, itemId: item.id, warehouseId: warehouse.id }
  const policy = set(place, await stockPolicies.findAt(tx, place), input)
  if ('refusal' in policy) return policy
  await stockPolicies.save(tx, policy)
  return policy
}
