import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  changePaymentTerm as change,
  createPaymentTerm as create,
  type PaymentTerm,
  type PaymentTermCodeTaken,
  type PaymentTermInput,
  type PaymentTermNotFound,
} from '../domain/payment-term.ts'
import { findCompany } from '../store/companies.ts'
import { findPaymentTerm, insertPaymentTerm, savePaymentTerm } from '../store/payment-terms.ts'
import type { Tx, Unit } from './unit.ts'

/** Writes down in which parts and when invoices are due, for customers to be given. */
export async function createPaymentTerm(
  { tx, now, caller: { companyId } }: Unit,
  input: PaymentTermInput,
): Promise<PaymentTerm | CompanyNotActive | InvalidInput | PaymentTermCodeTaken> {
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const term = create(input, { id: newId(), companyId, now })
  if (isRefusal(term)) return term
  if (await insertPaymentTerm(tx, term)) return term
  return at(refuse('CustomerPaymentTermCodeTaken', { paymentTermCode: term.code }), 'code')
}

/** Names a term anew, or switches it off or on again; what it says stays. */
export async function changePaymentTerm(
  { tx }: Unit,
  input: Pick<PaymentTerm, 'name' | 'active'> & { readonly paymentTermId: string; readonly expectedVersion: number },
): Promise<PaymentTerm | PaymentTermNotFound | StaleVersion | InvalidInput> {
  const { paymentTermId, expectedVersion } = input
  const term = await findPaymentTerm(tx, paymentTermId)
  if (!term) return termNotFound(paymentTermId)
  const stale = requireVersion(term, expectedVersion)
  if (stale) return stale
  const changed = change(term, input)
  return isRefusal(changed) ? changed : savePaymentTerm(tx, changed)
}

/** Refuses a term that the company does not have, or gives to nobody any more. */
export async function whyNotGiven(
  tx: Tx,
  paymentTermId: string | null | undefined,
): Promise<PaymentTermNotFound | InvalidInput | undefined> {
  if (paymentTermId == null) return undefined
  const term = await findPaymentTerm(tx, paymentTermId)
  if (!term) return termNotFound(paymentTermId)
  return term.active ? undefined : invalid('paymentTermId', 'INACTIVE')
}

function termNotFound(paymentTermId: string): PaymentTermNotFound {
  return at(refuse('CustomerPaymentTermNotFound', { paymentTermId }), 'paymentTermId')
}
