import { isRefusal, newId, refuse } from '@erp/values'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { ItemUnknown } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import { readToleranceRule, type ToleranceRule } from '../domain/tolerance-rule.ts'
import { findCompany, findItems } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import {
  findToleranceRuleAbout,
  listToleranceRules,
  saveToleranceRule,
  type ToleranceRuleFilter,
} from '../store/tolerance-rules.ts'
import type { Tx, Unit } from './unit.ts'

/** One page of what is said about suppliers and items; nothing while the company is not known. */
export async function findToleranceRulesOf(
  tx: Tx,
  companyId: string,
  filter: ToleranceRuleFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<ToleranceRule[]> {
  const company = await findCompany(tx, companyId)
  return company ? listToleranceRules(tx, company, filter, page) : []
}

/**
 * Says how far invoices of a supplier, for an item, or for an item of a supplier may differ; what is left out is not said, and
 * the next less specific goes for it. Invoices confirmed from now on are held against it.
 */
export async function setToleranceRule(
  { tx, caller: { companyId } }: Unit,
  input: {
    readonly expectedVersion: number
    readonly supplierId: string | null
    readonly itemId: string | null
    readonly quantityPercent: string | null
    readonly pricePercent: string | null
    readonly taxAmount: string | null
  },
): Promise<ToleranceRule | CompanyNotReady | SupplierNotFound | ItemUnknown | StaleVersion | InvalidInput> {
  const { supplierId, itemId, expectedVersion } = input
  const company = await findCompany(tx, companyId)
  if (!company) return refuse('CompanyNotReady', { companyId })
  if (supplierId === null && itemId === null) return invalid('supplierId', 'NEITHER_SUPPLIER_NOR_ITEM')
  if (supplierId !== null && !(await findSupplier(tx, supplierId)))
    return at(refuse('SupplierNotFound', { supplierId }), 'supplierId')
  if (itemId !== null && !(await findItems(tx, [itemId])).has(itemId))
    return at(refuse('ItemUnknown', { itemId }), 'itemId')

  const known = (await findToleranceRuleAbout(tx, company, { supplierId, itemId })) ?? { id: newId(), version: 0 }
  const stale = requireVersion(known, expectedVersion)
  if (stale) return stale
  const read = readToleranceRule(input, company.baseCurrency)
  if (isRefusal(read)) return read
  return saveToleranceRule(tx, { id: known.id, version: known.version, companyId, supplierId, itemId, ...read })
}
