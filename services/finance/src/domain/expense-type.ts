import {
  Decimal,
  isRefusal,
  type Money,
  newId,
  parseDecimal,
  plain,
  refuse,
  subtract,
  taxInGross,
  zero,
} from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { InvalidInput } from './chart-change.ts'

/**
 * How much of a receipt is input VAT 进项税: none of it, what is in the gross at a rate (road tickets, and rail and air
 * tickets on paper), what is printed on an invoice, at most what its rate allows, or what is printed where something is
 * and else what is in the gross (rail and air since tickets are electronic).
 */
export const vatRules = ['NONE', 'COMPUTED', 'PRINTED', 'PRINTED_OR_COMPUTED'] as const
export type VatRule = (typeof vatRules)[number]

/** What money is spent on 费用类型. Account rules go by its code. */
export type ExpenseType = {
  readonly id: string
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedText
  readonly vatRule: VatRule
  /** Percent in its shortest form; null where no VAT is taken. */
  readonly vatRate: string | null
  /** Whether every line must name its receipt. */
  readonly receiptRequired: boolean
  readonly active: boolean
  readonly version: number
}

export type ExpenseTypeContent = Pick<ExpenseType, 'name' | 'vatRule' | 'vatRate' | 'receiptRequired' | 'active'>

/** The type with this content, if it makes sense. */
export function expenseTypeOf(
  identity: Pick<ExpenseType, 'id' | 'companyId' | 'code' | 'version'>,
  content: ExpenseTypeContent,
): ExpenseType | InvalidInput {
  const { name, vatRule } = content
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(identity.code))
    return refuse('InvalidInput', { field: 'code', problem: 'NOT_A_CODE' })
  if ([name.zh, name.en].some((text) => text.trim() === '' || text.length > 200))
    return refuse('InvalidInput', { field: 'name', problem: 'EMPTY_OR_LONG' })
  if ((vatRule === 'NONE') !== (content.vatRate === null))
    return refuse('InvalidInput', { field: 'vatRate', problem: vatRule === 'NONE' ? 'NO_VAT_TAKEN' : 'MISSING' })
  if (content.vatRate === null) return { ...identity, ...content }
  const rate = parseDecimal(content.vatRate, { scale: 6, min: '0.000001', max: '99.999999' })
  if (isRefusal(rate)) return refuse('InvalidInput', { field: 'vatRate', problem: 'NOT_A_RATE' })
  return { ...identity, ...content, vatRate: plain(rate) }
}

/** The most input VAT a receipt of this gross amount can have, when a part of it carries none. */
export function mostTaxOf({ vatRate }: Pick<ExpenseType, 'vatRate'>, gross: Money, untaxed: Money | null): Money {
  const taxed = untaxed === null ? gross : subtract(gross, untaxed)
  return vatRate === null || taxed.minor < 0n ? zero(gross.currency) : taxInGross(taxed, new Decimal(vatRate)).tax
}

/** Whether lines of a type may say which VAT is printed on their receipt. */
export function takesPrintedTax({ vatRule }: Pick<ExpenseType, 'vatRule'>): boolean {
  return vatRule === 'PRINTED' || vatRule === 'PRINTED_OR_COMPUTED'
}

const standard: readonly (readonly [
  code: string,
  zh: string,
  en: string,
  vatRule: VatRule,
  vatRate: string | null,
  receiptRequired: boolean,
])[] = [
  ['RAIL', '铁路客运', 'Rail travel', 'PRINTED_OR_COMPUTED', '9', true],
  ['AIR', '国内航空', 'Domestic air travel', 'PRINTED_OR_COMPUTED', '9', true],
  ['ROAD', '公路、水路客运', 'Coach and boat travel', 'COMPUTED', '3', true],
  ['TAXI', '市内交通', 'Taxi and city transport', 'NONE', null, false],
  ['HOTEL', '住宿费', 'Hotel', 'PRINTED', '6', true],
  ['MEAL', '餐饮费', 'Meals', 'NONE', null, true],
  ['ENTERTAINMENT', '业务招待费', 'Business entertainment', 'NONE', null, true],
  ['CONFERENCE', '会议费', 'Conferences', 'PRINTED', '6', true],
  ['TRAINING', '培训费', 'Training', 'PRINTED', '6', true],
  ['OFFICE', '办公用品', 'Office supplies', 'PRINTED', '13', true],
  ['TELECOM', '通讯费', 'Telephone and network', 'PRINTED', '9', true],
  ['PER_DIEM', '出差补贴', 'Per diem', 'NONE', null, false],
  ['OTHER', '其他费用', 'Other', 'NONE', null, true],
]

/** The types a new company starts with. */
export function standardExpenseTypes(companyId: string): ExpenseType[] {
  return standard.map(([code, zh, en, vatRule, vatRate, receiptRequired]) => ({
    ...{ id: newId(), companyId, code, name: { zh, en }, vatRule, vatRate, receiptRequired },
    ...{ active: true, version: 1 },
  }))
}
