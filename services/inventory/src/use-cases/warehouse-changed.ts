import type { PayloadOf, warehouseChanged } from '@erp/contracts'
import type { Warehouse } from '../domain/warehouse.ts'

/** What the others are told about a warehouse: its full state. */
export function toWarehouseChanged(warehouse: Warehouse): PayloadOf<typeof warehouseChanged> {
  const { id, companyId, code, name, valuationAreaId, kind, negativeStockAllowed, active, version } = warehouse
  return { companyId, warehouseId: id, code, name, valuationAreaId, kind, negativeStockAllowed, active, version }
}
