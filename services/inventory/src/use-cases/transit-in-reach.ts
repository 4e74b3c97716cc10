import { refuse } from '@erp/values'
import type { TransitOutOfReach } from '../domain/stock-transfer.ts'
import type { Warehouse } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as warehouses from '../store/warehouses.ts'
import { transitWarehouse } from './transit-warehouse.ts'

/** Where the company's goods in transit lie. Who is narrowed to some warehouses needs to be let into this one as well. */
export async function transitInReach(
  unit: Unit,
  companyId: string = unit.caller.companyId,
): Promise<Warehouse | TransitOutOfReach> {
  const there = await warehouses.findTransit(unit.tx, companyId)
  if (there) return there
  return unit.caller.warehouseIds ? refuse('TransitOutOfReach') : transitWarehouse(unit)
}
