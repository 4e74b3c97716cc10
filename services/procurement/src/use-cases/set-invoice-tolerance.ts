import { isRefusal, refuse } from '@erp/values'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import { type InvoiceTolerance, readInvoiceTolerance } from '../domain/invoice-tolerance.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import { findInvoiceTolerance, saveInvoiceTolerance } from '../store/invoice-tolerances.ts'
import { findCompany } from '../store/replicated-facts.ts'
import type { Tx, Unit } from './unit.ts'

/** The company's tolerances with its id, by which they are found. */
export type CompanyTolerance = InvoiceTolerance & { readonly id: string }

/** The tolerances that invoices of a company are held against; undefined while the company is not known. */
export async function findTolerancesOf(tx: Tx, companyId: string): Promise<CompanyTolerance | undefined> {
  const company = await findCompany(tx, companyId)
  return company && { ...(await findInvoiceTolerance(tx, companyId, company.baseCurrency)), id: companyId }
}

/** Sets how far invoices may differ from order and receipt; invoices confirmed from now on are held against it. */
export async function setInvoiceTolerance(
  unit: Unit,
  input: {
    readonly expectedVersion: number
    readonly quantityPercent: string
    readonly pricePercent: string
    readonly taxAmount: string
  },
): Promise<CompanyTolerance | CompanyNotReady | StaleVersion | InvalidInput> {
  const { companyId } = unit.caller
  const known = await findTolerancesOf(unit.tx, companyId)
  if (!known) return refuse('CompanyNotReady', { companyId })
  const stale = requireVersion(known, input.expectedVersion)
  if (stale) return stale
  const read = readInvoiceTolerance(input, known.taxAmount.currency)
  if (isRefusal(read)) return read
  const saved = await saveInvoiceTolerance(unit.tx, companyId, { ...read, version: known.version })
  return { ...saved, id: companyId }
}
