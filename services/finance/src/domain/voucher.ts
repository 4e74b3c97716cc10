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

/** 凭证字: the series a voucher is numbered in; 记 is the one series of general vouchers. */
export const voucherWords = ['记', '收', '付', '转'] as const
export type VoucherWord = (typeof voucherWords)[number]

export function isVoucherWord(text: string): text is VoucherWord {
  return (voucherWords as readonly string[]).includes(text)
}

/** One entry 分录 of a voucher: an amount on exactly one side, and why it stands on this account. */
export type VoucherLine = {
  readonly lineNumber: number
  readonly accountId: string
  readonly accountCode: string
  readonly accountKey: string
  /** The rule that determined the account, in the version that applied. */
  readonly accountRuleId: string
  readonly accountRuleVersion: number
  readonly side: Side
  /** Never zero; negative is red-letter 红字, so that the turnover of the side stays true. */
  readonly amount: Money
  /** 摘要 */
  readonly summary: LocalizedText
  readonly sourceLineId: string
  readonly stockEntryId: string | null
  readonly itemId: string | null
  readonly warehouseId: string | null
  readonly valuationAreaId: string | null
  readonly supplierId: string | null
  readonly quantity: string | null
}

export type VoucherContent = {
  readonly companyId: string
  readonly word: VoucherWord
  readonly period: Period
  /** 记账日期 */
  readonly postingDate: BusinessDate
  /** 业务日期 */
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly documentType: DocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly sourceType: 'STOCK_DOCUMENT'
  readonly sourceId: string
  readonly purpose: EventKind
  readonly revision: number
  /** The version of the template that made it. */
  readonly templateVersionId: string
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
