import type { PayloadOf, warehouseChanged } from '@erp/contracts'
import type { UnitOfWork } from '@erp/service-kit'
import { rememberWarehouses } from '../store/warehouses.ts'

/** Keeps which warehouses a company has, so that members can be narrowed to them. */
export function replicateWarehouses(
  unit: UnitOfWork,
  told: readonly PayloadOf<typeof warehouseChanged>[],
): Promise<void> {
  return rememberWarehouses(
    unit.tx,
    told.map(({ warehouseId, companyId, code, version }) => ({ warehouseId, companyId, code, version })),
  )
}
