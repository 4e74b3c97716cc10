import { procurementSecurityEventNoted } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { SealingKeys } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { Supplier, SupplierNotFound } from '../domain/supplier.ts'
import {
  asBefore,
  type BankAccountInput,
  type BankAccountsNeedAnother,
  type NoBankAccountToConfirm,
  readBankAccounts,
  whyNotConfirm,
} from '../domain/supplier-bank-account.ts'
import { confirmBankAccounts, findBankAccounts, replaceBankAccounts } from '../store/supplier-bank-accounts.ts'
import { findSupplier, saveSupplier } from '../store/suppliers.ts'
import { announceSupplier } from './announce-supplier.ts'
import type { Unit } from './unit.ts'

/**
 * Says where a supplier is paid, in place of what was said before; what is new is paid to once somebody else confirmed it. Others
 * hear of the version, never of a number.
 */
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
  const owner = { companyId, supplierId: supplier.id, setBy: unit.caller.userId, newId }
  const accounts = readBankAccounts(input.accounts, owner)
  if (isRefusal(accounts)) return accounts
  const before = await findBankAccounts(unit.tx, keys, [supplier.id])
  const saved = await saveSupplier(unit.tx, supplier)
  await replaceBankAccounts(unit.tx, keys, supplier.id, asBefore(accounts, before))
  await announceSupplier(unit, saved)
  await emit(unit, procurementSecurityEventNoted, {
    aggregateId: newId(),
    payload: { companyId, kind: 'BANK_ACCOUNTS_CHANGED', userId: unit.caller.userId },
  })
  return saved
}

/** Confirms the accounts of a supplier that were said by somebody else: from now on it is paid to them. */
export async function confirmSupplierBankAccounts(
  unit: Unit,
  keys: SealingKeys,
  { supplierId, expectedVersion }: { readonly supplierId: string; readonly expectedVersion: number },
): Promise<Supplier | SupplierNotFound | StaleVersion | BankAccountsNeedAnother | NoBankAccountToConfirm> {
  const { tx, caller, now } = unit
  const supplier = await findSupplier(tx, supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId })
  const stale = requireVersion(supplier, expectedVersion)
  if (stale) return stale
  const refused = whyNotConfirm(await findBankAccounts(tx, keys, [supplierId]), { supplierId, by: caller.userId })
  if (refused) return refused
  const saved = await saveSupplier(tx, supplier)
  await confirmBankAccounts(tx, supplierId, { by: caller.userId, at: now })
  await announceSupplier(unit, saved)
  return saved
}
