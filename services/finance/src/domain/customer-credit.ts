import { add, type Currency, type Money, type Refusal, refuse, subtract } from '@erp/values'

/** What sales lets a customer owe, at one of its versions; in minor units of the books. */
export interface CustomerLimit {
  readonly customerId: string
  readonly companyId: string
  readonly creditLimit: bigint | null
  readonly version: number
}

/** What a customer may owe, and what of it is taken 信用额度. */
export interface CustomerCredit {
  readonly customerId: string
  readonly currency: Currency
  /** Null: there is none. */
  readonly limit: Money | null
  /** What the books carry of what the customer owes, credit notes taken off. */
  readonly receivable: Money
  /** What the customer paid ahead and is not applied yet. */
  readonly advances: Money
  /** What documents hold that are not invoiced yet. */
  readonly held: Money
}

export type CreditLimitExceeded = Refusal<
  'CreditLimitExceeded',
  { limit: Money; used: Money; asked: Money; available: Money }
>

/** What is taken: owed and held, less what is paid ahead. */
export function usedCredit({ receivable, advances, held }: CustomerCredit): Money {
  return subtract(add(receivable, held), advances)
}

/** What can still be held; negative when the limit is overdrawn, null without a limit. */
export function availableCredit(credit: CustomerCredit): Money | null {
  return credit.limit && subtract(credit.limit, usedCredit(credit))
}

/** Refuses what the credit that others leave does not cover; nothing is too much without a limit. */
export function requireCredit(credit: CustomerCredit, asked: Money): CreditLimitExceeded | undefined {
  const { limit } = credit
  const available = availableCredit(credit)
  if (limit === null || available === null || asked.minor <= available.minor) return undefined
  return refuse('CreditLimitExceeded', { limit, used: usedCredit(credit), asked, available })
}

/** The credit as one document is measured by it, which may have a lower limit than the customer. */
export function measuredBy(credit: CustomerCredit, limitForThis: Money | null): CustomerCredit {
  const { limit } = credit
  const lower = limitForThis !== null && (limit === null || limitForThis.minor < limit.minor)
  return lower ? { ...credit, limit: limitForThis } : credit
}
