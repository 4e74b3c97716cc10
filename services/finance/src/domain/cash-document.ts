import {
  type Authored,
  type BusinessDate,
  type Currency,
  convert,
  Decimal,
  formatMoney,
  isAuthor,
  type Money,
  money,
  portionOfAmount,
  type Refusal,
  refuse,
} from '@erp/values'
import type { LocalizedText } from './account.ts'
import {
  type ClosingAccount,
  type ClosingLine,
  closingLine,
  type Dimensions,
  noDimensions,
  onSideOf,
} from './closing-step.ts'
import { type DiscountNotToBeHad, discountOn, notToBeHad } from './early-payment.ts'
import type { PartyDimension } from './open-item.ts'
import {
  type OpenAmountExceeded,
  type SettledBeforeItem,
  type SettlementPart,
  settlingLine,
  shareOf,
  type TakenPart,
  type WorthNothing,
} from './settlement.ts'

/** Where money is 资金账户: cash on hand or at a bank, in one currency, on an account of the chart of its own. */
export type CashAccount = {
  readonly id: string
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedText
  readonly accountId: string
  readonly currency: Currency
  readonly bankName: string | null
  readonly active: boolean
  readonly version: number
}

export type CashDirection = 'RECEIPT' | 'PAYMENT'
export type CashStatus = 'DRAFT' | 'PENDING_APPROVAL' | 'APPROVED' | 'POSTED' | 'CANCELLED' | 'REVERSED'

/** What a person writes of a receipt 收款单 or payment 付款单. Amounts in the currency of the cash account. */
export type CashContent = {
  readonly cashAccountId: string
  readonly party: { readonly dimension: PartyDimension; readonly id: string } | null
  /** The account against which it is posted where there is no party. */
  readonly counterAccountId: string | null
  readonly paidOn: BusinessDate
  /** What the party paid or was paid. */
  readonly amount: bigint
  /** What the bank took beside it 手续费. */
  readonly fee: bigint
  /** Base currency for one unit; null in the currency of the books. */
  readonly exchangeRate: string | null
  readonly cashFlowItem: string
  /** The bank's own number of it 银行流水号. */
  readonly reference: string | null
  readonly note: string | null
  readonly items: readonly CashItem[]
}

/** What a receipt or payment is for 收付款明细. */
export type CashItem = {
  readonly openItemId: string
  /** In the currency of the item. */
  readonly amount: bigint
  /** What of the money is for it, where the item is in another currency than the cash account; null where it is in the same. */
  readonly paid: bigint | null
  /** What of the amount is not paid, for it is paid early 现金折扣. */
  readonly discount: bigint
}

export type CashDocument = CashContent &
  Authored & {
    readonly id: string
    readonly companyId: string
    readonly number: string
    readonly direction: CashDirection
    readonly status: CashStatus
    readonly version: number
    readonly reason: string | null
    readonly preparedBy: string
    readonly submittedBy: string | null
    /** The request it waits for, or was decided by; null where nobody was asked. */
    readonly approvalId: string | null
    /** Who signed that request: none of them posts it. */
    readonly approverIds: readonly string[]
    /** Who approved it last; null where a rule let it pass. */
    readonly approvedBy: string | null
    readonly postedBy: string | null
    readonly voucherId: string | null
    readonly reversalId: string | null
    readonly settlementId: string | null
  }

export type CashDocumentNotReady = Refusal<'CashDocumentNotReady', { number: string; status: CashStatus }>
export type CashApproverIsMaker = Refusal<'CashApproverIsMaker', { number: string }>
export type RestNotAllocated = Refusal<'RestNotAllocated', { amount: string }>
export type ItemsExceedAmount = Refusal<'ItemsExceedAmount', { items: string; amount: string }>
export type ItemOfAnother = Refusal<'ItemOfAnother', { openItemId: string; problem: 'PARTY' | 'CURRENCY' }>

/** What receipts, payments and transfers have alike. */
export type TreasuryDocument = Pick<
  CashDocument,
  'number' | 'status' | 'authorIds' | 'submittedBy' | 'approvalId' | 'approverIds' | 'approvedBy' | 'reason'
>

/** Somebody who wrote none of it lets a draft through 审核. */
export function approve<Document extends TreasuryDocument>(
  document: Document,
  by: string,
): Document | CashDocumentNotReady | CashApproverIsMaker {
  const { number, status } = document
  if (status !== 'DRAFT') return refuse('CashDocumentNotReady', { number, status })
  if (isAuthor(document, by)) return refuse('CashApproverIsMaker', { number })
  return { ...document, status: 'APPROVED', approvedBy: by }
}

/** What is written may change until it is approved. */
export function change(document: CashDocument, content: CashContent): CashDocument | CashDocumentNotReady {
  const { number, status } = document
  return status === 'DRAFT' ? { ...document, ...content } : refuse('CashDocumentNotReady', { number, status })
}

/** What is not posted may be given up 作废. */
export function cancel<Document extends TreasuryDocument>(
  document: Document,
  reason: string,
): Document | CashDocumentNotReady {
  const { number, status } = document
  if (status !== 'DRAFT' && status !== 'APPROVED') return refuse('CashDocumentNotReady', { number, status })
  return { ...document, status: 'CANCELLED', reason }
}

/** The keys of the accounts that take what no item does: advances, by party and direction. */
export const advanceKeys = {
  RECEIPT: { CUSTOMER: 'PRE-C', SUPPLIER: null, EMPLOYEE: null },
  PAYMENT: { CUSTOMER: null, SUPPLIER: 'PRE-S', EMPLOYEE: 'EMP-R' },
} as const satisfies Readonly<Record<CashDirection, Readonly<Record<PartyDimension, string | null>>>>

export type CashAccounts = {
  readonly base: Currency
  readonly cash: ClosingAccount & { readonly currency: Currency }
  /** Where what is left goes: an advance of the party, or the account that was named; null when nothing takes it. */
  readonly rest: ClosingAccount | null
  readonly fee: ClosingAccount
  readonly discounts: ClosingAccount
  readonly differences: ClosingAccount
}

/** An item that is held, with what is for it. */
export type CashPart = SettlementPart & Pick<CashItem, 'paid' | 'discount'>

type Faults =
  | RestNotAllocated
  | ItemsExceedAmount
  | ItemOfAnother
  | OpenAmountExceeded
  | SettledBeforeItem
  | WorthNothing
  | DiscountNotToBeHad

/**
 * The voucher of a receipt or payment (S5, P7, P8, E2): cash at the rate of its day, the bank's fee, each item at what the
 * books carry it at, whatever was paid for it, what paying early takes off at its share of that, and what is left as an
 * advance. The difference is realised (F3).
 */
export function cashLines(
  document: CashDocument,
  parts: readonly CashPart[],
  accounts: CashAccounts,
): ClosingLine[] | Faults {
  const { direction, party, amount, fee, paidOn } = document
  const { currency } = accounts.cash
  const sign = direction === 'RECEIPT' ? 1n : -1n
  for (const part of parts) {
    const fault = checkPart(part, party, currency, paidOn)
    if (fault) return fault
  }
  const taken = parts.map((part) => ({ item: part.item, discount: part.discount, ...shareOf(part) }))
  const settled = sign * parts.reduce((sum, part) => sum + onSideOfItem(part.item, paidFor(part)), 0n)
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const rest = amount - settled
  if (settled < 0n || rest < 0n) return refuse('ItemsExceedAmount', { items: text(settled), amount: text(amount) })
  if (rest > 0n && !accounts.rest) return refuse('RestNotAllocated', { amount: text(rest) })
  const worthless = taken.find(({ carrying }) => carrying === 0n)
  if (worthless) return refuse('SettlementWorthNothing', { openItemId: worthless.item.id })

  const inBooks = (minor: bigint) => inBase(document, money(minor, currency), accounts.base).minor
  const moved = sign * amount - fee
  const [cash, charged] = [inBooks(moved), inBooks(fee)]
  const own = dimensionsOf(party)
  const summary = summaryOf(document)
  const onCash = (net: bigint, minor: bigint) =>
    closingLine(accounts.cash, {
      ...{ ...onSideOf(net, accounts.base), summary, cashFlowItem: document.cashFlowItem },
      foreign: foreignOf(document, minor, accounts),
    })
  const lines = [
    ...(cash === 0n ? [] : [onCash(cash, moved)]),
    ...(charged === 0n
      ? []
      : [closingLine(accounts.fee, { ...onSideOf(charged, accounts.base), summary: feeSummary })]),
    ...taken.map(settlingLine),
    ...taken.flatMap((one) => discountLine(one, accounts)),
  ]
  if (rest > 0n && accounts.rest) {
    const left = taken.length === 0 ? -(cash + charged) : -sign * inBooks(rest)
    const foreign = party ? foreignOf(document, rest, accounts) : null
    lines.push(closingLine(accounts.rest, { ...onSideOf(left, accounts.base), summary, dimensions: own, foreign }))
  }
  const difference = -lines.reduce((sum, { side, amount: of }) => sum + (side === 'DEBIT' ? of.minor : -of.minor), 0n)
  if (difference === 0n) return lines
  const realised = { ...onSideOf(difference, accounts.base), summary: { zh: '汇兑差额', en: 'Exchange difference' } }
  return [...lines, closingLine(accounts.differences, realised)]
}

function checkPart(
  { item, amount, paid, discount }: CashPart,
  party: CashContent['party'],
  currency: Currency,
  paidOn: BusinessDate,
): Faults | undefined {
  const another = (problem: ItemOfAnother['problem']) => refuse('ItemOfAnother', { openItemId: item.id, problem })
  if (party === null || item.partyId !== party.id) return another('PARTY')
  if ((item.currency === currency) !== (paid === null)) return another('CURRENCY')
  const open = money(item.open < 0n ? -item.open : item.open, item.currency)
  if (amount > open.minor) return refuse('OpenAmountExceeded', { openItemId: item.id, openAmount: formatMoney(open) })
  if (paidOn < item.lastMovedOn) return refuse('SettledBeforeItem', { openItemId: item.id, movedOn: item.lastMovedOn })
  if (discount === 0n) return undefined
  const net = onSideOfItem(item, amount)
  return onSideOfItem(item, discount) === discountOn(item, net, paidOn) ? undefined : notToBeHad(item, net)
}

/** What of the money is for an item: as was said where it is in another currency, else all but what paying early takes off. */
export function paidFor({ amount, paid, discount }: Pick<CashItem, 'amount' | 'paid' | 'discount'>): bigint {
  return paid ?? amount - discount
}

/** What was not paid is worth its share of what the books carried the item at. */
function discountLine(
  { item, net, carrying, discount }: Pick<TakenPart, 'item' | 'net' | 'carrying'> & Pick<CashItem, 'discount'>,
  { discounts, base }: CashAccounts,
): ClosingLine[] {
  const off = money(onSideOfItem(item, discount), item.currency)
  const worth = portionOfAmount(money(carrying, base), off, money(net, item.currency)).minor
  const { documentNumber } = item
  const summary = { zh: `现金折扣 ${documentNumber}`, en: `Discount for early payment of ${documentNumber}` }
  return worth === 0n ? [] : [closingLine(discounts, { ...onSideOf(worth, base), summary })]
}

function onSideOfItem({ open }: SettlementPart['item'], minor: bigint): bigint {
  return open < 0n ? -minor : minor
}

export function inBase({ exchangeRate }: Pick<CashContent, 'exchangeRate'>, amount: Money, base: Currency): Money {
  return exchangeRate === null ? amount : convert(amount, new Decimal(exchangeRate), base)
}

function foreignOf({ exchangeRate }: CashContent, minor: bigint, { cash }: CashAccounts) {
  return exchangeRate === null
    ? null
    : { amount: money(minor < 0n ? -minor : minor, cash.currency), rate: exchangeRate }
}

function dimensionsOf(party: CashContent['party']): Dimensions {
  if (party === null) return noDimensions
  const field = { CUSTOMER: 'customerId', SUPPLIER: 'supplierId', EMPLOYEE: 'employeeId' } as const
  return { ...noDimensions, [field[party.dimension]]: party.id }
}

function summaryOf({ direction, number, note }: CashDocument) {
  const more = note === null ? '' : ` ${note}`
  return direction === 'RECEIPT'
    ? { zh: `收款 ${number}${more}`, en: `Receipt ${number}${more}` }
    : { zh: `付款 ${number}${more}`, en: `Payment ${number}${more}` }
}

const feeSummary = { zh: '银行手续费', en: 'Bank charges' } as const
