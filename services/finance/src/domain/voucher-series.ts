import { type Refusal, refuse } from '@erp/values'
import type { LocalizedText, Side } from './account.ts'
import type { EventKind } from './business-event.ts'

/** What vouchers of a series must have: a debit 借方必有 or a credit 贷方必有 of a cash account, none at all 凭证必无, or anything 无限制. */
export const seriesRequirements = ['NONE', 'CASH_DEBIT', 'CASH_CREDIT', 'NO_CASH'] as const
export type SeriesRequirement = (typeof seriesRequirements)[number]

/** A series of vouchers 凭证字: numbered on its own in each period. */
export type VoucherSeries = {
  readonly companyId: string
  /** One to four letters, such as 记 or 银收. */
  readonly word: string
  readonly name: LocalizedText
  readonly requirement: SeriesRequirement
  readonly active: boolean
  readonly version: number
}

export type VoucherWordUnknown = Refusal<'VoucherWordUnknown', { word: string; path: readonly string[] }>
export type VoucherWordMismatch = Refusal<'VoucherWordMismatch', { word: string; requirement: SeriesRequirement }>
/** A template in force numbers its vouchers in the series, so it cannot be disabled. */
export type VoucherWordInUse = Refusal<'VoucherWordInUse', { word: string; eventKind: EventKind }>
export type VoucherWordInvalid = Refusal<'InvalidInput', { field: string; problem: string }>

const standard: readonly Omit<VoucherSeries, 'companyId'>[] = [
  series('记', '记账凭证', 'General voucher', 'NONE'),
  series('收', '收款凭证', 'Receipt voucher', 'CASH_DEBIT'),
  series('付', '付款凭证', 'Payment voucher', 'CASH_CREDIT'),
  series('转', '转账凭证', 'Transfer voucher', 'NO_CASH'),
]

/** The series every company has without setting anything up. */
export function standardSeries(companyId: string): VoucherSeries[] {
  return standard.map((one) => ({ ...one, companyId }))
}

/** Whether this could be the word of a series. */
export function isWord(text: string): boolean {
  return /^\p{L}{1,4}$/u.test(text)
}

/** Whether new vouchers may be numbered in a series of this word, which every company has for the standard ones. */
export function checkUsable(series: VoucherSeries | undefined, word: string): VoucherWordUnknown | undefined {
  const usable = series?.active ?? standard.some((one) => one.word === word)
  return usable ? undefined : refuse('VoucherWordUnknown', { word, path: ['input', 'word'] })
}

/** Whether a company may set up a series of this word: letters, at most four, and none of the standard ones. */
export function checkOwnWord(word: string): VoucherWordInvalid | undefined {
  if (!isWord(word)) return refuse('InvalidInput', { field: 'word', problem: 'NOT_ONE_TO_FOUR_LETTERS' })
  if (standard.some((one) => one.word === word))
    return refuse('InvalidInput', { field: 'word', problem: 'A_STANDARD_SERIES' })
  return undefined
}

/** Whether lines fit the series they are numbered in. */
export function checkSeries(
  { word, requirement }: VoucherSeries,
  lines: readonly { readonly side: Side; readonly cash: boolean }[],
): VoucherWordMismatch | undefined {
  const cashOn = (side: Side) => lines.some((line) => line.cash && line.side === side)
  const fits = {
    NONE: true,
    CASH_DEBIT: cashOn('DEBIT'),
    CASH_CREDIT: cashOn('CREDIT'),
    NO_CASH: !cashOn('DEBIT') && !cashOn('CREDIT'),
  }
  return fits[requirement] ? undefined : refuse('VoucherWordMismatch', { word, requirement })
}

function series(word: string, zh: string, en: string, requirement: SeriesRequirement) {
  return { word, name: { zh, en }, requirement, active: true, version: 1 }
}
