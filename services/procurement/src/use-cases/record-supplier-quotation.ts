import { isRefusal, newId, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { RequestForQuotationNotFound } from '../domain/request-for-quotation.ts'
import { type QuotationContent, readQuotation, type SupplierQuotation } from '../domain/supplier-quotation.ts'
import { findCompany } from '../store/replicated-facts.ts'
import { lockRequestForQuotation } from '../store/requests-for-quotation.ts'
import { findAnswerOf, saveSupplierQuotation } from '../store/supplier-quotations.ts'
import type { Unit } from './unit.ts'

/** Writes down what a supplier answers; when it answers anew, that counts. Orders keep the prices they took. */
export async function recordSupplierQuotation(
  { tx, now, caller: { companyId } }: Unit,
  input: QuotationContent & {
    readonly requestId: string
    readonly supplierId: string
    readonly expectedVersion: number
  },
): Promise<
  | SupplierQuotation
  | CompanyNotReady
  | RequestForQuotationNotFound
  | StaleVersion
  | Exclude<ReturnType<typeof readQuotation>, SupplierQuotation>
> {
  const { requestId, supplierId, expectedVersion } = input
  const company = await findCompany(tx, companyId)
  if (!company) return refuse('CompanyNotReady', { companyId })
  const request = await lockRequestForQuotation(tx, requestId)
  if (!request) return refuse('RequestForQuotationNotFound', { requestId })
  const { id, version } = (await findAnswerOf(tx, requestId, supplierId)) ?? { id: newId(), version: 0 }
  const stale = requireVersion({ version }, expectedVersion)
  if (stale) return stale
  const context = { id, version, newLineId: newId, now, ownCurrency: company.baseCurrency }
  const quotation = readQuotation(request, supplierId, input, context)
  return isRefusal(quotation) ? quotation : saveSupplierQuotation(tx, quotation)
}
