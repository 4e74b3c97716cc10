import { isRefusal, refuse } from '@erp/values'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { PaymentTermNotFound } from '../domain/payment-term.ts'
import {
  changeSupplier as change,
  requireGroupInReach,
  type Supplier,
  type SupplierGroupOutOfReach,
  type SupplierInput,
  type SupplierNotFound,
} from '../domain/supplier.ts'
import { findSupplier, saveSupplier } from '../store/suppliers.ts'
import { announceSupplier } from './announce-supplier.ts'
import type { Unit } from './unit.ts'
import { whyNotGiven } from './write-payment-term.ts'

/** What is left out stays as it is. */
export interface SupplierChanges extends Partial<SupplierInput> {
  readonly supplierId: string
  readonly expectedVersion: number
  readonly active?: boolean
}

/** Changes what is known about a supplier, if it still is at the version the user saw. */
export async function changeSupplier(
  unit: Unit,
  input: SupplierChanges,
): Promise<Supplier | SupplierNotFound | StaleVersion | InvalidInput | SupplierGroupOutOfReach | PaymentTermNotFound> {
  const { supplierId, expectedVersion, ...changes } = input
  const supplier = await findSupplier(unit.tx, supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId })
  const stale = requireVersion(supplier, expectedVersion)
  if (stale) return stale

  const { name, currency, active, overReceiptPercent, paymentDays, paymentTermId, supplierGroup } = supplier
  const changed = change(supplier, {
    name,
    currency,
    active,
    paymentDays,
    paymentTermId,
    supplierGroup,
    overReceiptPercent: overReceiptPercent.toFixed(),
    ...changes,
  })
  if (isRefusal(changed)) return changed
  const outOfReach = requireGroupInReach(changed, unit.caller.supplierGroups)
  if (outOfReach) return outOfReach
  const notGiven = await whyNotGiven(unit.tx, changes.paymentTermId)
  if (notGiven) return notGiven

  const saved = await saveSupplier(unit.tx, changed)
  await announceSupplier(unit, saved)
  return saved
}
