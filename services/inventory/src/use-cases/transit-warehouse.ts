import type { Warehouse } from '../domain/warehouse.ts'
import type { Unit } from '../store/database.ts'
import * as warehouses from '../store/warehouses.ts'
import { createWarehouse } from './create-warehouse.ts'

const name = { zh: '在途仓', en: 'Goods in transit' }

/**
 * Where goods lie that left one warehouse and have not reached the other 在途仓: one a company, valued by itself, made when
 * the first goods go on their way. Should another warehouse have its code, it is made with a longer one.
 */
export async function transitWarehouse(unit: Unit): Promise<Warehouse> {
  const there = await warehouses.findTransit(unit.tx, unit.caller.companyId)
  if (there) return there
  for (const code of ['IN-TRANSIT', `IN-TRANSIT-${unit.caller.companyId.slice(-12)}`]) {
    const made = await createWarehouse(unit, { code, name, kind: 'TRANSIT' })
    if (!('refusal' in made)) return made
    const madeMeanwhile = await warehouses.findTransit(unit.tx, unit.caller.companyId)
    if (madeMeanwhile) return madeMeanwhile
  }
  throw new Error('Both codes for goods in transit are taken by other warehouses.')
}
