import {
  type Currency,
  type Decimal,
  isCurrency,
  isNegative,
  isRefusal,
  isWithinLimit,
  type Money,
  parseDecimal,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import { type InvalidInput, invalid, type LocalizedName, type StaleVersion } from './input.ts'

/** Somebody goods are sold to 客户. It is active or not; it is never removed, for documents name it. */
export interface Customer {
  readonly id: string
  readonly companyId: string
  /** Unique in its company; never changes, for people and labels quote it. */
  readonly code: string
  readonly name: LocalizedName
  /** The currency its documents are made out in, unless a document says otherwise. */
  readonly currency: Currency
  /** An invoice is due so many days after its date, unless it says otherwise. */
  readonly paymentDays: number
  /** In which parts and when its invoices are due, instead of those days. */
  readonly paymentTermId: string | null
  /** Whose price lists it buys by, beside those for everybody. */
  readonly priceGroup: string | null
  /** 10 for 10 % off prices that come from a list, unless the order says otherwise. */
  readonly discountPercent: Decimal
  /** What it may owe and have on order together 信用额度, in the company's own currency; null: no limit. */
  readonly creditLimit: Money | null
  readonly active: boolean
  /** 1 when new, one more with every change. */
  readonly version: number
  readonly createdAt: Date
}

export interface NewCustomer {
  readonly code: string
  readonly name: LocalizedName
  readonly currency: string
  /** Left out: 30. */
  readonly paymentDays?: number | undefined
  readonly paymentTermId?: string | null | undefined
  readonly priceGroup?: string | null | undefined
  /** Left out: none. */
  readonly discountPercent?: string | undefined
}

/** Fields left out stay as they are. */
export interface CustomerChanges {
  readonly name?: LocalizedName | undefined
  readonly currency?: string | undefined
  readonly paymentDays?: number | undefined
  /** Null: all is due after the days. */
  readonly paymentTermId?: string | null | undefined
  /** Null takes it out of its group. */
  readonly priceGroup?: string | null | undefined
  readonly discountPercent?: string | undefined
  readonly active?: boolean | undefined
}

export type CustomerNotFound = Refusal<'CustomerNotFound', { customerId: string }>
/** Who is narrowed to some groups has no customer and no price list in another. */
export type CustomerGroupOutOfReach = Refusal<
  'CustomerGroupOutOfReach',
  { customerGroup: string | null; path: readonly string[] }
>
export type CustomerCodeTaken = Refusal<'CustomerCodeTaken', { customerCode: string; path: readonly string[] }>

/** A new customer is active and at version 1. */
export function createCustomer(
  facts: NewCustomer,
  made: { readonly id: string; readonly companyId: string; readonly createdAt: Date },
): Customer | InvalidInput {
  if (codeProblem(facts.code)) return invalid('code', 'NOT_A_CODE')
  return checked({
    ...{ ...made, ...facts, paymentDays: facts.paymentDays ?? 30, priceGroup: facts.priceGroup ?? null },
    paymentTermId: facts.paymentTermId ?? null,
    ...{ discountPercent: facts.discountPercent ?? '0', creditLimit: null, active: true, version: 1 },
  })
}

/** Refuses when the customer is no longer at the version that the change was decided on. */
export function changeCustomer(
  customer: Customer,
  expectedVersion: number,
  changes: CustomerChanges,
): Customer | StaleVersion | InvalidInput {
  if (customer.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: customer.version })
  return checked({
    ...customer,
    name: changes.name ?? customer.name,
    currency: changes.currency ?? customer.currency,
    paymentDays: changes.paymentDays ?? customer.paymentDays,
    paymentTermId: changes.paymentTermId === undefined ? customer.paymentTermId : changes.paymentTermId,
    priceGroup: changes.priceGroup === undefined ? customer.priceGroup : changes.priceGroup,
    discountPercent: changes.discountPercent ?? customer.discountPercent.toFixed(),
    active: changes.active ?? customer.active,
    version: customer.version + 1,
  })
}

/** Refuses a group beyond those somebody is narrowed to; a customer without a group is in none of them. */
export function requireGroupInReach(
  customerGroup: string | null,
  reach: readonly string[] | undefined,
): CustomerGroupOutOfReach | undefined {
  if (reach === undefined || (customerGroup !== null && reach.includes(customerGroup))) return undefined
  return refuse('CustomerGroupOutOfReach', { customerGroup, path: ['input', 'priceGroup'] })
}

/** Who wrote some of an order that is no promise yet does not raise the limit it is measured by. */
export type CreditRaiseNeedsAnother = Refusal<'CreditRaiseNeedsAnother', { customerId: string; salesOrderId: string }>

/** Whether a customer may owe more than before. */
export function isRaised(
  { creditLimit: before }: Pick<Customer, 'creditLimit'>,
  { creditLimit: now }: Pick<Customer, 'creditLimit'>,
): boolean {
  return before !== null && (now === null || now.minor > before.minor)
}

/** Another credit limit, in the company's own currency; null takes it away. */
export function limitCredit(
  customer: Customer,
  expectedVersion: number,
  { creditLimit, currency }: { readonly creditLimit: string | null; readonly currency: Currency },
): Customer | StaleVersion | InvalidInput {
  if (customer.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: customer.version })
  const next = { ...customer, version: customer.version + 1 }
  if (creditLimit === null) return { ...next, creditLimit: null }
  const limit = parseMoney(creditLimit, currency)
  if (isRefusal(limit)) return invalid('creditLimit', 'NOT_AN_AMOUNT')
  if (isNegative(limit)) return invalid('creditLimit', 'NEGATIVE')
  return isWithinLimit(limit) ? { ...next, creditLimit: limit } : invalid('creditLimit', 'AMOUNT_TOO_LARGE')
}

/** The one place that says what a customer's facts may be; names lose blanks around them. */
function checked(
  customer: Omit<Customer, 'currency' | 'discountPercent'> & {
    readonly currency: string
    readonly discountPercent: string
  },
): Customer | InvalidInput {
  const { currency, paymentDays } = customer
  const name = { zh: customer.name.zh.trim(), en: customer.name.en.trim() }
  if (!isBetween(name.zh, 1, 200)) return invalid('name.zh', 'LENGTH_NOT_1_TO_200')
  if (!isBetween(name.en, 1, 200)) return invalid('name.en', 'LENGTH_NOT_1_TO_200')
  if (!isCurrency(currency)) return invalid('currency', 'UNKNOWN_CURRENCY')
  if (paymentDays < 0 || paymentDays > 365) return invalid('paymentDays', 'NOT_FROM_0_TO_365')
  if (customer.priceGroup !== null && codeProblem(customer.priceGroup)) return invalid('priceGroup', 'NOT_A_CODE')
  const discountPercent = parseDecimal(customer.discountPercent, { scale: 2, min: '0', max: '99.99' })
  if (isRefusal(discountPercent)) return invalid('discountPercent', 'NOT_FROM_0_TO_99.99_WITH_TWO_DECIMALS')
  return { ...customer, name, currency, discountPercent }
}

/** Refuses what is no number of a tax invoice 纳税人识别号; it is kept sealed, beside the customer. */
export function requireTaxNumber(text: string | null | undefined): InvalidInput | undefined {
  const given = text ?? undefined
  return given === undefined || /^[A-Z0-9][A-Z0-9-]{4,29}$/.test(given)
    ? undefined
    : invalid('taxNumber', 'NOT_A_TAX_NUMBER')
}

/** A code is 1 to 40 capitals, digits, dots, dashes and underscores. */
export function codeProblem(text: string): 'NOT_A_CODE' | undefined {
  return /^[A-Z0-9][A-Z0-9._-]{0,39}$/.test(text) ? undefined : 'NOT_A_CODE'
}

/** Counted in characters as PostgreSQL counts them, not in UTF-16 units. */
function isBetween(text: string, least: number, most: number): boolean {
  const length = [...text].length
  return least <= length && length <= most
}
