import {
  add,
  type BusinessDate,
  type Currency,
  formatMoney,
  isZero,
  type Money,
  type Period,
  type Refusal,
  refuse,
  zero,
} from '@erp/values'
import type { LocalizedText, Side } from './account.ts'
import type { DocumentType, EventKind } from './business-event.ts'
import type { ItemMove } from './open-item.ts'
import type { PostingFacts } from './posting-facts.ts'

/** One entry 分录 of a voucher: an amount on exactly one side, and why it stands on this account. */
export type VoucherLine = {
  readonly lineNumber: number
  readonly accountId: string
  readonly accountCode: string
  /** Null when a person chose the account; then it is never a control account. */
  readonly accountKey: string | null
  /** The rule that determined the account, in the version that applied. */
  readonly accountRuleId: string | null
  readonly accountRuleVersion: number | null
  readonly side: Side
  /** Never zero; negative is red-letter 红字, so that the turnover of the side stays true. */
  readonly amount: Money
  /** 摘要 */
  readonly summary: LocalizedText
  readonly sourceLineId: string | null
  readonly stockEntryId: string | null
  readonly itemId: string | null
  readonly warehouseId: string | null
  readonly valuationAreaId: string | null
  readonly supplierId: string | null
  readonly customerId: string | null
  readonly employeeId: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly quantity: string | null
  /** The same amount in another currency, on the same side; the base amount is fixed at posting. */
  readonly foreign: ForeignAmount | null
  /** 现金流量项目 */
  readonly cashFlowItem: string | null
  /** What the line does to open items that exist; without it, a line on an account of open items makes one. */
  readonly moves?: readonly ItemMove[]
  /** When the item that the line makes is due, where no event of its document says so. */
  readonly dueOn?: BusinessDate
}

export type ForeignAmount = {
  readonly amount: Money
  /** Base currency for one unit of the foreign currency, at most eight decimals. */
  readonly rate: string
}

/** What lines of business events leave open. */
export const noPersonalFacts = {
  customerId: null,
  employeeId: null,
  departmentId: null,
  projectId: null,
  foreign: null,
  cashFlowItem: null,
} as const

/**
 * Where a voucher comes from: a business event, a person, period end, the reversal of another, the opening balances, or what
 * finance itself receives, pays and settles.
 */
export type VoucherKind = 'SYSTEM' | 'MANUAL' | 'CLOSING' | 'REVERSAL' | 'OPENING' | 'TREASURY'

/** Who answers for a voucher; all null on system vouchers that need no review. */
export type VoucherPeople = {
  readonly preparedBy: string | null
  readonly reviewedBy: string | null
  readonly cashierId: string | null
  readonly postedBy: string | null
}

export const noPeople: VoucherPeople = { preparedBy: null, reviewedBy: null, cashierId: null, postedBy: null }

/** Documents of finance itself that vouchers are posted from. */
export type OwnDocumentType =
  | 'MANUAL_VOUCHER'
  | 'PERIOD_CLOSING'
  | 'OPENING_BALANCE'
  | 'SETTLEMENT'
  | 'CASH_DOCUMENT'
  | 'CASH_TRANSFER'
  | 'CASH_COUNT'
  | 'CASH_COUNT_DECISION'
export type OwnSourceType =
  | 'VOUCHER_DRAFT'
  | 'VOUCHER'
  | 'CLOSING_STEP'
  | 'OPENING_BALANCE'
  | 'SETTLEMENT'
  | 'CASH_DOCUMENT'
  | 'CASH_TRANSFER'
  | 'CASH_COUNT'
  | 'CASH_COUNT_DECISION'

export type VoucherContent = VoucherPeople & {
  readonly companyId: string
  readonly kind: VoucherKind
  /** 凭证字 */
  readonly word: string
  readonly period: Period
  /** 记账日期 */
  readonly postingDate: BusinessDate
  /** 业务日期 */
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly documentType: DocumentType | OwnDocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly sourceType: PostingFacts['sourceType'] | OwnSourceType
  readonly sourceId: string
  readonly purpose: EventKind | VoucherKind
  readonly revision: number
  /** The version of the template that made it, when a business event did. */
  readonly templateVersionId: string | null
  /** The voucher this one takes back. */
  readonly reversesId: string | null
  readonly draftId: string | null
  readonly attachmentCount: number
  readonly lines: readonly VoucherLine[]
}

declare const balanced: unique symbol

/** A voucher whose debits equal its credits. `balanceVoucher` is the only maker, so no other voucher can reach the store. */
export type BalancedVoucher = VoucherContent & { readonly total: Money; readonly [balanced]: true }

export type VoucherUnbalanced = Refusal<'VoucherUnbalanced', { debit: string; credit: string }>

/** Checks to the last minor unit, with no tolerance, that there are lines, that none is zero and that both sides agree. */
export function balanceVoucher(content: VoucherContent): BalancedVoucher | VoucherUnbalanced {
  const debit = sideTotal(content, 'DEBIT')
  const credit = sideTotal(content, 'CREDIT')
  const sound = content.lines.length >= 2 && content.lines.every(({ amount }) => !isZero(amount))
  if (!sound || debit.minor !== credit.minor)
    return refuse('VoucherUnbalanced', { debit: formatMoney(debit), credit: formatMoney(credit) })
  return { ...content, total: debit } as BalancedVoucher
}

/** The number people quote 凭证号: `记-2026-10-0001`; wider from ten thousand on. */
export function voucherNumber(word: string, period: string, number: number): string {
  return `${word}-${period}-${String(number).padStart(4, '0')}`
}

/** Reads what `voucherNumber` writes; undefined for anything else. */
export function parseVoucherNumber(text: string): { word: string; period: Period; number: number } | undefined {
  const [, word, period, number] = /^(\p{L}{1,4})-(\d{4}-(?:0[1-9]|1[0-2]))-(\d{4,9})$/u.exec(text) ?? []
  if (word === undefined || period === undefined || number === undefined) return undefined
  const parsed = { word, period: period as Period, number: Number(number) }
  return voucherNumber(word, period, parsed.number) === text ? parsed : undefined
}

function sideTotal({ lines, currency }: VoucherContent, side: Side): Money {
  return lines.filter((line) => line.side === side).reduce((total, { amount }) => add(total, amount), zero(currency))
}
