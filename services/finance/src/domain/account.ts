import { newId, type Refusal, refuse } from '@erp/values'
import type { AccountDimensions } from './auxiliary-dimension.ts'
import { traitsOf } from './charts/account-traits.ts'
import { casChart } from './charts/cas-chart.ts'
import { casSmallChart } from './charts/cas-small-chart.ts'
import type { ChartTemplate } from './charts/chart-row.ts'
import type { OpenItemKind } from './open-item.ts'

/** The six classes of 企业会计准则; they decide where an account stands in the statements. */
export const accountClasses = ['ASSET', 'LIABILITY', 'COMMON', 'EQUITY', 'COST', 'PROFIT_AND_LOSS'] as const
export type AccountClass = (typeof accountClasses)[number]

export type Side = 'DEBIT' | 'CREDIT'

/** Which rules a company's books follow: 企业会计准则 or 小企业会计准则. */
export type AccountingStandard = 'CAS' | 'CAS_SMALL'

export type LocalizedText = { readonly zh: string; readonly en: string }

/** An account 会计科目 of one company's chart. Only an active leaf carries postings. */
export type Account = {
  readonly id: string
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedText
  readonly accountClass: AccountClass
  /** The side its balance normally stands on. */
  readonly direction: Side
  /** 1 for a top account, one more for each dot in the code. */
  readonly level: number
  readonly leaf: boolean
  readonly active: boolean
  readonly parentCode: string | null
  /** The only account key that may post here, when a subledger must always agree with the balance. */
  readonly controlKey: string | null
  /** 往来核算: set where every line of a party is an open item. */
  readonly openItemKind: OpenItemKind | null
  /** 辅助核算: what its lines are told apart by. */
  readonly dimensions: AccountDimensions
  /** 数量金额: the unit its lines give a quantity in; null where they give none. */
  readonly quantityUnit: string | null
  /** Whether its lines may be in another currency than the books. */
  readonly foreignCurrency: boolean
  /** Set where its movement is the cash flow. */
  readonly cashKind: CashKind | null
  readonly version: number
}

/** Cash on hand 库存现金, deposits 银行存款, or what is as good as both 现金等价物. */
export const cashKinds = ['CASH', 'BANK', 'EQUIVALENT'] as const
export type CashKind = (typeof cashKinds)[number]

const charts: Readonly<Record<AccountingStandard, ChartTemplate>> = { CAS: casChart, CAS_SMALL: casSmallChart }

/** The chart of accounts a new company starts with, by code. Throws when a template has an account without its parent. */
export function openChart(companyId: string, standard: AccountingStandard): Account[] {
  const rows = accountClasses.flatMap((accountClass) =>
    charts[standard][accountClass].map((row) => ({ ...row, accountClass })),
  )
  const codes = new Set(rows.map(({ code }) => code))
  const parents = new Set(rows.map(({ code }) => parentOf(code)))
  return rows
    .map(({ code, name, accountClass, direction, controlKey }) => {
      const parentCode = parentOf(code)
      if (parentCode !== null && !codes.has(parentCode)) throw new Error(`Account ${code} has no parent ${parentCode}`)
      const level = code.split('.').length
      const leaf = !parents.has(code)
      return {
        id: newId(),
        companyId,
        code,
        name,
        accountClass,
        direction,
        level,
        leaf,
        active: true,
        parentCode,
        controlKey,
        ...traitsOf(code, controlKey, leaf),
        version: 1,
      }
    })
    .sort((left, right) => (left.code < right.code ? -1 : 1))
}

/** The code above, `2221.01` for `2221.01.02`; null for a top account. */
export function parentOf(code: string): string | null {
  const dot = code.lastIndexOf('.')
  return dot < 0 ? null : code.slice(0, dot)
}

export type AccountNotPostable = Refusal<
  'AccountNotPostable',
  {
    accountCode: string
    accountKey: string
    problem: 'GROUP' | 'INACTIVE' | 'CONTROLLED_BY_ANOTHER_KEY' | 'NOT_A_CONTROL_ACCOUNT'
  }
>

/**
 * Whether lines of an account key may stand on an account: it must be an active leaf, and a control account is reserved
 * for its key, both ways, so that a subledger and its accounts can only move together.
 */
export function checkPostable(account: Account, accountKey: string): AccountNotPostable | undefined {
  const no = (problem: AccountNotPostable['problem']) =>
    refuse('AccountNotPostable', { accountCode: account.code, accountKey, problem })
  if (!account.leaf) return no('GROUP')
  if (!account.active) return no('INACTIVE')
  if (account.controlKey === accountKey) return undefined
  if (account.controlKey !== null) return no('CONTROLLED_BY_ANOTHER_KEY')
  return controlKeys.has(accountKey) ? no('NOT_A_CONTROL_ACCOUNT') : undefined
}

/** The account keys whose lines a subledger accounts for, and which therefore stand on control accounts only. */
export const controlKeys: ReadonlySet<string> = new Set([
  'INV',
  'GIT',
  'TRN',
  'SNI',
  'SUS',
  'GRIR',
  'GRIR-R',
  'AP',
  'AR',
  'PRE-S',
  'PRE-C',
  'OPENING',
])
