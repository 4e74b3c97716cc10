import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
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
import type { Unit } from './unit.ts'

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
  const context = { id: newId(), companyId: caller.companyId, customer, newLineId: newId, now }
  const drafted = draftQuotation(input, context, facts)
  if (isRefusal(drafted)) return drafted

  const quotation = { ...drafted, number: await takeNumber(tx, caller.companyId, 'QUOTATION', quotedOn) }
  await insertQuotation(tx, quotation)
  return quotation
}

/** Writes a draft anew; the customer and the kind of its prices stay. */
export async function changeQuotation(
  { tx }: Unit,
  input: QuotationTerms & SeenQuotation,
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion | CustomerNotFound | LineRefused> {
  const { quotationId, quotedOn: orderedOn } = input
  const quotation = await lockQuotation(tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const { customerId } = quotation
  const customer = await findCustomer(tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })
  const facts = await readPricingFacts(tx, { ...quotation, orderedOn }, customer, input.lines)
  const changed = change(quotation, input, newId, facts)
  if (isRefusal(changed)) return changed
  return requireVersion(quotation, input.expectedVersion) ?? rewriteQuotation(tx, changed)
}

/** The customer has it: it can be ordered until its last day, and is not changed any more. */
export function offerQuotation(
  unit: Unit,
  seen: SeenQuotation,
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion> {
  return settle(unit, seen, (quotation) => offer(quotation, unit.now))
}

/** Nothing more is ordered of it, for the reason given; what was ordered stays. */
export function closeQuotation(
  unit: Unit,
  { reason, ...seen }: SeenQuotation & { readonly reason: string },
): Promise<Quotation | QuotationNotFound | QuotationStatusWrong | StaleVersion | InvalidInput> {
  return settle(unit, seen, (quotation) => close(quotation, reason))
}

async function settle<Refused extends QuotationStatusWrong | InvalidInput>(
  { tx }: Unit,
  { quotationId, expectedVersion }: SeenQuotation,
  decide: (quotation: Quotation) => Quotation | Refused,
): Promise<Quotation | QuotationNotFound | StaleVersion | Refused> {
  const quotation = await lockQuotation(tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const settled = decide(quotation)
  if (isRefusal(settled)) return settled
  return requireVersion(quotation, expectedVersion) ?? saveQuotation(tx, settled)
}
