import type { SealingKeys } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { Supplier, SupplierNotFound } from '../domain/supplier.ts'
import { type BankAccountInput, readBankAccounts } from '../domain/supplier-bank-account.ts'
import { replaceBankAccounts } from '../store/supplier-bank-accounts.ts'
import { findSupplier, saveSupplier } from '../store/suppliers.ts'
import { announceSupplier } from './announce-supplier.ts'
import type { Unit } from './unit.ts'

/** Says where a supplier is paid from now on, in place of what was said before. Others hear of the version, never of a number. */
export async function setSupplierBankAccounts(
  unit: Unit,
  keys: SealingKeys,
  input: {
    readonly supplierId: string
    readonly expectedVersion: number
    readonly accounts: readonly BankAccountInput[]
  },
): Promise<Supplier | SupplierNotFound | StaleVersion | InvalidInput> {
  const { supplierId, expectedVersion } = input
  const supplier = await findSupplier(unit.tx, supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId })
  const stale = requireVersion(supplier, expectedVersion)
  if (stale) return stale
  const { companyId } = supplier
  const accounts = readBankAccounts(input.accounts, { companyId, supplierId: supplier.id, newId })
  if (isRefusal(accounts)) return accounts
  const saved = await saveSupplier(unit.tx, supplier)
  await replaceBankAccounts(unit.tx, keys, supplier.id, accounts)
  await announceSupplier(unit, saved)
  return saved
}
