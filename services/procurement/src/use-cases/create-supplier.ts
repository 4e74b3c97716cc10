import { isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/input.ts'
import type { PaymentTermNotFound } from '../domain/payment-term.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import {
  createSupplier as create,
  requireGroupInReach,
  type Supplier,
  type SupplierCodeTaken,
  type SupplierGroupOutOfReach,
  type SupplierInput,
} from '../domain/supplier.ts'
import { findCompany } from '../store/replicated-facts.ts'
import { insertSupplier } from '../store/suppliers.ts'
import { announceSupplier } from './announce-supplier.ts'
import type { Unit } from './unit.ts'
import { whyNotGiven } from './write-payment-term.ts'

/** Makes a supplier known. Without a currency its orders are made out in the company's own. */
export async function createSupplier(
  unit: Unit,
  input: Omit<SupplierInput, 'currency'> & { readonly code: string; readonly currency?: string | null | undefined },
): Promise<
  Supplier | CompanyNotReady | InvalidInput | SupplierCodeTaken | SupplierGroupOutOfReach | PaymentTermNotFound
> {
  const { companyId } = unit.caller
  const company = await findCompany(unit.tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })

  const supplier = create(
    { ...input, currency: input.currency ?? company.baseCurrency },
    { id: newId(), companyId, now: unit.now },
  )
  if (isRefusal(supplier)) return supplier
  const outOfReach = requireGroupInReach(supplier, unit.caller.supplierGroups)
  if (outOfReach) return outOfReach
  const notGiven = await whyNotGiven(unit.tx, supplier.paymentTermId)
  if (notGiven) return notGiven

  const inserted = await insertSupplier(unit.tx, supplier)
  if (!inserted) return refuse('SupplierCodeTaken', { supplierCode: supplier.code, path: ['input', 'code'] })

  await announceSupplier(unit, supplier)
  return supplier
}
