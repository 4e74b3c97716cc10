import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CreditNote } from '../domain/credit-note.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
import {
  draftFreeCreditNote,
  type FreeCredit,
  readServiceCredits,
  readUnsourcedCredits,
  type SalesReturnHasSource,
  type ServiceCreditInput,
  type ServiceCreditRefused,
  type UnsourcedCreditInput,
  type UnsourcedCreditRefused,
} from '../domain/free-credit-note.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import { requireReturnStatus, type SalesReturnNotFound, type SalesReturnStatusWrong } from '../domain/sales-return.ts'
import { findCompany } from '../store/companies.ts'
import { insertCreditNote } from '../store/credit-notes.ts'
import { takeForCredit } from '../store/creditable-lines.ts'
import { findCustomer } from '../store/customers.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findItems, findTaxCodes } from '../store/replicated-facts.ts'
import { lockSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Writes a draft that credits goods which came back without a source, at stated prices, and takes them off the return. */
export async function creditUnsourcedReturn(
  unit: Unit,
  input: UnsourcedCreditInput & { readonly salesReturnId: string },
): Promise<
  | CreditNote
  | SalesReturnNotFound
  | SalesReturnStatusWrong
  | SalesReturnHasSource
  | UnsourcedCreditRefused
  | InvalidInput
> {
  const { tx } = unit
  const { salesReturnId, creditedOn } = input
  const salesReturn = await lockSalesReturn(tx, salesReturnId)
  if (!salesReturn) return at(refuse('SalesReturnNotFound', { salesReturnId }), 'salesReturnId')
  if (salesReturn.reason === null) return at(refuse('SalesReturnHasSource', { salesReturnId }), 'salesReturnId')
  const wrong = requireReturnStatus(salesReturn, 'CONFIRMED')
  if (wrong) return wrong
  if (creditedOn < salesReturn.returnedOn) return invalid('creditedOn', 'BEFORE_THE_RETURN')
  const { customerId, currency } = salesReturn
  const credits = readUnsourcedCredits(input, salesReturn, { currency, taxCodes: await taxCodesOf(unit, input) })
  return isRefusal(credits) ? credits : writeDraft(unit, credits, { ...input, customerId, currency, salesReturnId })
}

/** Writes a draft that credits services at stated prices. */
export async function creditServices(
  unit: Unit,
  input: ServiceCreditInput & { readonly customerId: string },
): Promise<CreditNote | CompanyNotActive | CustomerNotFound | ServiceCreditRefused | InvalidInput> {
  const { tx, caller } = unit
  const { customerId } = input
  const company = requireActive(await findCompany(tx, caller.companyId))
  if (isRefusal(company)) return company
  if (!(await findCustomer(tx, customerId))) return at(refuse('CustomerNotFound', { customerId }), 'customerId')
  const currency = company.baseCurrency
  const items = await findItems(
    tx,
    input.lines.map(({ itemId }) => itemId),
  )
  const credits = readServiceCredits(input, items, { currency, taxCodes: await taxCodesOf(unit, input) })
  return isRefusal(credits) ? credits : writeDraft(unit, credits, { ...input, currency, salesReturnId: null })
}

function taxCodesOf({ tx }: Unit, { lines }: { readonly lines: readonly { readonly taxCodeId: string }[] }) {
  return findTaxCodes(
    tx,
    lines.map(({ taxCodeId }) => taxCodeId),
  )
}

async function writeDraft(
  { tx, now, caller: { companyId, userId: createdBy } }: Unit,
  credits: readonly FreeCredit[],
  { customerId, salesReturnId, creditedOn, currency, reason }: Parameters<typeof draftFreeCreditNote>[1],
): Promise<CreditNote | InvalidInput> {
  const head = { customerId, salesReturnId, creditedOn, currency, reason }
  const draft = draftFreeCreditNote(credits, head, { id: newId(), companyId, newLineId: newId, createdBy, now })
  if (isRefusal(draft)) return draft
  const creditNote = { ...draft, number: await takeNumber(tx, companyId, 'CREDIT_NOTE', creditedOn) }
  await insertCreditNote(tx, creditNote)
  await takeForCredit(tx, creditNote.lines)
  return creditNote
}
