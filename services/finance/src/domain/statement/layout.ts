import { isRefusal } from '@erp/values'
import type { AccountingStandard, LocalizedText, Side } from '../account.ts'
import { type Formula, readFormula } from './formula.ts'

export const statementKinds = ['BALANCE_SHEET', 'INCOME_STATEMENT', 'CASH_FLOW_STATEMENT'] as const
export type StatementKind = (typeof statementKinds)[number]

/** A row 项目 of a statement as it is written down. */
export type LayoutRow = {
  /** What other rows and programs call it. */
  readonly key: string
  readonly caption: LocalizedText
  /** How far it is indented, from 0. */
  readonly indent: number
  /** The side on which its figure is positive. */
  readonly side: Side
  /** What it adds up; null on a heading, which has no figure. */
  readonly formula: string | null
}

/** A version of the layout of one statement. Its content never changes; another one is another version. */
export type StatementLayout = {
  readonly statement: StatementKind
  /** 1 is what the company's accounting standard prescribes. */
  readonly layoutVersion: number
  readonly name: LocalizedText
  readonly rows: readonly LayoutRow[]
  /** Null on the prescribed layout. */
  readonly id: string | null
  readonly activatedAt: Date | null
}

/** Rows that programs look for: totals to be compared, and figures that margins are made of. */
export const requiredRows: Readonly<Record<StatementKind, readonly string[]>> = {
  BALANCE_SHEET: ['TOTAL_ASSETS', 'TOTAL_LIABILITIES_AND_EQUITY'],
  INCOME_STATEMENT: ['REVENUE', 'COST_OF_SALES', 'OPERATING_PROFIT', 'NET_PROFIT'],
  CASH_FLOW_STATEMENT: ['NET_CHANGE', 'OPENING_CASH', 'CLOSING_CASH'],
}

/** A prescribed layout, as a function of nothing but the standard. */
export type BuiltInLayouts = Readonly<
  Record<AccountingStandard, Readonly<Record<StatementKind, Pick<StatementLayout, 'name' | 'rows'>>>>
>

export function heading(key: string, zh: string, en: string, indent = 0): LayoutRow {
  return { key, caption: { zh, en }, indent, side: 'DEBIT', formula: null }
}

/** A row whose figure is positive on the debit side: assets, expenses, cash received. */
export function debitRow(key: string, zh: string, en: string, formula: string, indent = 1): LayoutRow {
  return { key, caption: { zh, en }, indent, side: 'DEBIT', formula }
}

/** A row whose figure is positive on the credit side: liabilities, equity, income, cash paid. */
export function creditRow(key: string, zh: string, en: string, formula: string, indent = 1): LayoutRow {
  return { key, caption: { zh, en }, indent, side: 'CREDIT', formula }
}

/** A sum of other rows; `[A] + [B] - [C]`, each as it is shown. */
export function total(key: string, zh: string, en: string, formula: string, indent = 0): LayoutRow {
  return { key, caption: { zh, en }, indent, side: 'DEBIT', formula }
}

/** The formula of every row that has one, by key. Throws when one cannot be read: stored layouts were checked. */
export function formulasOf(rows: readonly LayoutRow[]): ReadonlyMap<string, { side: Side; formula: Formula }> {
  return new Map(
    rows.flatMap(({ key, side, formula: text }) => {
      if (text === null) return []
      const formula = readFormula(text)
      if (isRefusal(formula)) throw new Error(`The formula of row ${key} cannot be read near "${formula.near}"`)
      return [[key, { side, formula }] as const]
    }),
  )
}
