import type { UnitOfWork } from '@erp/service-kit'
import type { AskedHold, CreditHold } from '../domain/credit-hold.ts'
import { type CreditLimitExceeded, type CustomerLimit, measuredBy, requireCredit } from '../domain/customer-credit.ts'
import { endHold, placeHold } from '../store/credit-holds.ts'
import { creditOf, lockCustomer, rememberCustomers } from '../store/customer-credit.ts'

/** Holds credit of a customer for a document, if what others leave of the limit covers it or somebody granted it. */
export async function holdCredit(
  { tx, now }: UnitOfWork,
  hold: AskedHold,
  customer: CustomerLimit,
): Promise<CreditHold | CreditLimitExceeded> {
  const { customerId, documentId, amount } = hold
  await rememberCustomers(tx, [customer])
  await lockCustomer(tx, customerId)
  const credit = await creditOf(tx, customerId, { currency: amount.currency, documentId })
  if (!credit) throw new Error(`The customer ${customerId} cannot be found`)
  const exceeded = hold.despiteLimit ? undefined : requireCredit(measuredBy(credit, hold.limitForThis), amount)
  if (exceeded) return exceeded
  await placeHold(tx, hold, now)
  return hold
}

/** Lets go what is still held for a document, if anything is. */
export function releaseCredit({ tx, now }: UnitOfWork, { documentId }: { readonly documentId: string }): Promise<void> {
  return endHold(tx, documentId, now)
}
