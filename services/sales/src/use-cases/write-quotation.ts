import { isApprovalAsked } from '@erp/service-kit'
import { isRefusal, newId, refuse, writtenBy } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { Customer, CustomerNotFound } from '../domain/customer.ts'
import { lacksApproval, submitForApproval } from '../domain/document-approval.ts'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  changeQuotation as change,
  closeQuotation as close,
  draftQuotation,
  offerQuotation as offer,
  type Quotation,
  type QuotationNotFound,
  type QuotationStatusWrong,
  type QuotationTerms,
} from '../domain/quotation.ts'
import type { CustomerInactive } from '../domain/sales-order.ts'
import type { LineRefused } from '../domain/sales-order-line.ts'
import { findCompany } from '../store/companies.ts'
import { findCustomer } from '../store/customers.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { insertQuotation, lockQuotation, rewriteQuotation, saveQuotation } from '../store/quotations.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import { askThem, endAsking, type StartWithdrawing, submissionBy } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Asks identity whether a quotation may be offered, in the same transaction. */
export type StartApprovingQuotation = (unit: Unit, quotation: Quotation, customer: Customer) => Promise<void>

interface SeenQuotation {
  readonly quotationId: string
  readonly expectedVersion: number
}

/** Writes a draft with priced lines, in the company's own currency. */
export async function createQuotation(
  unit: Unit,
  input: QuotationTerms & { readonly customerId: string; readonly pricesIncludeTax: boolean },
): Promise<Quotation | CompanyNotActive | CustomerNotFound | CustomerInactive | InvalidInput | LineRefused> {
  const { tx, now, caller } = unit
  const { customerId, quotedOn, pricesIncludeTax } = input
  const company = requireActive(await findCompany(tx, caller.companyId))
  if (isRefusal(company)) return company
  const customer = await findCustomer(tx, customerId)
  if (!customer) return at(refuse('CustomerNotFound', { customerId }), 'customerId')
  const currency = company.baseCurrency
  if (customer.currency !== currency) return invalid('customerId', 'NOT_THE_COMPANYS_OWN_CURRENCY')

  const facts = await readPricingFacts(tx, { currency, pricesIncludeTax, orderedOn: quotedOn }, customer, input.lines)
  const context = {
    ...{ id: newId(), companyId: caller.companyId, customer, newLineId: newId, createdBy: caller.userId, now },
  }
  const drafted = draftQuotation(input, context, facts)
  if (isRefusal(drafted)) return drafted

  const quotation = { ...drafted, number: await takeNumber(tx, caller.companyId, 'QUOTATION', quotedOn) }
  await insertQuotation(tx, quotation)
  return quotation
}

/**
 * Writes what is not offered yet anew; the customer and the kind of its prices stay. One that waits for approval is a draft again, and
 * what was approved is asked for anew.
 */
export async function changeQuotation(
  unit: Unit,
  input: QuotationTerms & SeenQuotation,
  startWithdrawing: StartWithdrawing,
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion | CustomerNotFound | LineRefused> {
  const { tx, caller } = unit
  const { quotationId, quotedOn: orderedOn } = input
  const quotation = await lockQuotation(tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const { customerId } = quotation
  const customer = await findCustomer(tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })
  const facts = await readPricingFacts(tx, { ...quotation, orderedOn }, customer, input.lines)
  const changed = change(quotation, input, newId, facts)
  if (isRefusal(changed)) return changed
  const stale = requireVersion(quotation, input.expectedVersion)
  if (stale) return stale
  const saved = await rewriteQuotation(tx, writtenBy(changed, caller.userId))
  return endAsking(unit, saved, quotation, { reason: 'DOCUMENT_CHANGED', startWithdrawing })
}

/**
 * The customer has it: it can be ordered until its last day, and is not changed any more. Where the company has quotations approved,
 * it waits for that first.
 */
export async function offerQuotation(
  unit: Unit,
  { quotationId, expectedVersion }: SeenQuotation,
  startApproving: StartApprovingQuotation,
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion> {
  const { tx } = unit
  const quotation = await lockQuotation(tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const offered = offer(quotation, unit.now)
  if (isRefusal(offered)) return offered
  const stale = requireVersion(quotation, expectedVersion)
  if (stale) return stale
  if (!lacksApproval(quotation) || !(await isApprovalAsked(tx, quotation.companyId, 'SALES_QUOTATION')))
    return saveQuotation(tx, offered)
  const waiting = await saveQuotation(tx, submitForApproval(quotation, submissionBy(unit)))
  const customer = await findCustomer(tx, waiting.customerId)
  if (!customer) throw new Error(`The quotation ${quotationId} is for nobody`)
  return askThem(unit, waiting, 'QUOTATION', () => startApproving(unit, waiting, customer))
}

/** Nothing more is ordered of it, for the reason given; what was ordered stays. */
export async function closeQuotation(
  unit: Unit,
  { quotationId, expectedVersion, reason }: SeenQuotation & { readonly reason: string },
  startWithdrawing: StartWithdrawing,
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion | InvalidInput> {
  const quotation = await lockQuotation(unit.tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const closed = close(quotation, reason)
  if (isRefusal(closed)) return closed
  const stale = requireVersion(quotation, expectedVersion)
  if (stale) return stale
  const saved = await saveQuotation(unit.tx, closed)
  if (quotation.status !== 'PENDING_APPROVAL') return saved
  return endAsking(unit, saved, quotation, { reason: 'DOCUMENT_CANCELLED', startWithdrawing })
}
