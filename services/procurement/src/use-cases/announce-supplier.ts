import { supplierChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { Supplier } from '../domain/supplier.ts'
import type { Unit } from './unit.ts'

/** Tells the others the full state. Saved before it is announced, so the row's lock orders a supplier's events. */
export function announceSupplier(unit: Unit, supplier: Supplier): Promise<void> {
  const { id, companyId, code, name, currency, active, supplierGroup, version } = supplier
  return emit(unit, supplierChanged, {
    aggregateId: id,
    payload: { companyId, supplierId: id, code, name, currency, active, supplierGroup, version },
  })
}
