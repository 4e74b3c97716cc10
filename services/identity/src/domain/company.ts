import { type Currency, isCurrency, isRefusal, type Period, parsePeriod, type Refusal, refuse } from '@erp/values'

/** The book-keeping rules a company follows 会计准则: CAS is 企业会计准则, CAS_SMALL 小企业会计准则. */
export type AccountingStandard = 'CAS' | 'CAS_SMALL'

/** A company 公司 that keeps its own books in one base currency, from its first period on. */
export interface Company {
  readonly id: string
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly baseCurrency: Currency
  readonly accountingStandard: AccountingStandard
  readonly firstPeriod: Period
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export interface CompanyFacts {
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly baseCurrency: string
  readonly accountingStandard: AccountingStandard
  readonly firstPeriod: string
}

export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string }>

/** A new company, when every fact is usable: code of 2 to 20 capitals, digits and dashes, names of 1 to 200 characters. */
export function foundCompany(id: string, facts: CompanyFacts, foundedAt: Date): Company | InvalidInput {
  const zh = facts.name.zh.trim()
  const en = facts.name.en.trim()
  const firstPeriod = parsePeriod(facts.firstPeriod)
  if (!/^[A-Z0-9][A-Z0-9-]{1,19}$/.test(facts.code)) return invalid('code', 'NOT_A_COMPANY_CODE')
  if (zh.length < 1 || zh.length > 200) return invalid('name.zh', 'LENGTH_NOT_1_TO_200')
  if (en.length < 1 || en.length > 200) return invalid('name.en', 'LENGTH_NOT_1_TO_200')
  if (!isCurrency(facts.baseCurrency)) return invalid('baseCurrency', 'UNKNOWN_CURRENCY')
  if (isRefusal(firstPeriod)) return invalid('firstPeriod', 'NOT_A_PERIOD')
  return {
    id,
    code: facts.code,
    name: { zh, en },
    baseCurrency: facts.baseCurrency,
    accountingStandard: facts.accountingStandard,
    firstPeriod,
    active: true,
    version: 1,
    createdAt: foundedAt,
  }
}

function invalid(field: string, problem: string): InvalidInput {
  return refuse('InvalidInput', { field, problem })
}
