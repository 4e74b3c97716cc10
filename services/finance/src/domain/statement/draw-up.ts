import { type Currency, Decimal, type Money, money, plain } from '@erp/values'
import type { Account } from '../account.ts'
import { notCountedOnce } from './coverage.ts'
import { amountOf, evaluate } from './evaluate.ts'
import type { StatementFacts } from './facts.ts'
import type { AccountTerm } from './formula.ts'
import { formulasOf, type LayoutRow, type StatementLayout } from './layout.ts'

/** An account or a cash-flow item that a row takes its figures from directly. */
export type DrawnPart = {
  readonly account: Account | null
  readonly cashFlowItem: string | null
  /** For an account, whether its whole balance counts or only what stands on one side. */
  readonly part: AccountTerm['part']
  readonly figures: readonly Money[]
}

/** A row 项目 with a figure for each column; none on a heading. */
export type DrawnRow = LayoutRow & {
  /** 行次, counting the rows that have figures from 1; null on a heading. */
  readonly lineNumber: number | null
  readonly figures: readonly Money[] | null
  readonly parts: readonly DrawnPart[]
}

/** The rows of a statement; `columns` are the facts of each column, in the order of the figures. */
export function drawUp(
  { rows }: StatementLayout,
  chart: readonly Account[],
  columns: readonly Partial<StatementFacts>[],
  currency: Currency,
): DrawnRow[] {
  const figures = columns.map((facts) => evaluate(rows, facts))
  const formulas = formulasOf(rows)
  const byCode = new Map(chart.map((account) => [account.code, account]))
  let lineNumber = 0
  return rows.map((row) => {
    const formula = formulas.get(row.key)?.formula
    if (!formula) return { ...row, lineNumber: null, figures: null, parts: [] }
    lineNumber += 1
    const parts = formula.flatMap(({ sign, term }): DrawnPart[] => {
      const shown = (one: typeof term & { kind: 'ACCOUNT' | 'FLOW' }) =>
        columns.map((facts) => money(BigInt(sign) * amountOf(one, row.side, facts), currency))
      if (term.kind === 'FLOW')
        return [{ account: null, cashFlowItem: term.item, part: 'BALANCE', figures: shown(term) }]
      if (term.kind === 'ACCOUNT')
        return [{ account: byCode.get(term.code) ?? null, cashFlowItem: null, part: term.part, figures: shown(term) }]
      if (term.kind !== 'CLASS') return []
      const tops = chart.filter(
        ({ accountClass, parentCode }) => accountClass === term.accountClass && parentCode === null,
      )
      return tops.map((account) => ({
        account,
        cashFlowItem: null,
        part: 'BALANCE',
        figures: shown({ kind: 'ACCOUNT', code: account.code, part: 'BALANCE', cut: 'ACCOUNT', except: [] }),
      }))
    })
    return {
      ...row,
      lineNumber,
      figures: figures.map((column) => money(column.get(row.key) ?? 0n, currency)),
      parts: parts.filter((part) => part.figures.some(({ minor }) => minor !== 0n)),
    }
  })
}

/** Accounts opened since the layout was made that no row counts although something stands on them. */
export function standingOutside(
  { statement, rows }: StatementLayout,
  chart: readonly Account[],
  nets: ReadonlyMap<string, bigint>,
): Account[] {
  const codes = new Set(notCountedOnce(statement, rows, chart))
  return chart.filter(({ code, id }) => codes.has(code) && (nets.get(id) ?? 0n) !== 0n)
}

/** What is left of revenue 毛利、净利. */
export type Margins = {
  readonly grossProfit: Money
  /** Percent of revenue with two decimals, half up; null without revenue. */
  readonly grossMargin: string | null
  readonly operatingMargin: string | null
  readonly netProfit: Money
  readonly netMargin: string | null
}

/** The margins of one column of an income statement. */
export function marginsOf(rows: readonly DrawnRow[], column: number, currency: Currency): Margins {
  const minor = (key: string) => rows.find((row) => row.key === key)?.figures?.[column]?.minor ?? 0n
  const revenue = minor('REVENUE')
  const grossProfit = revenue - minor('COST_OF_SALES')
  const netProfit = minor('NET_PROFIT')
  const ofRevenue = (amount: bigint) =>
    revenue === 0n
      ? null
      : plain(new Decimal(amount.toString()).times(100).dividedBy(new Decimal(revenue.toString())), 2)
  return {
    grossProfit: money(grossProfit, currency),
    grossMargin: ofRevenue(grossProfit),
    operatingMargin: ofRevenue(minor('OPERATING_PROFIT')),
    netProfit: money(netProfit, currency),
    netMargin: ofRevenue(netProfit),
  }
}
