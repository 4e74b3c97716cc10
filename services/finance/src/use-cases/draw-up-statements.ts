import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, type Money, money } from '@erp/values'
import type { Account } from '../domain/account.ts'
import type { LedgerValue } from '../domain/ledger-dimension.ts'
import { type ReportWindow, windowUpTo, yearBefore } from '../domain/report-window.ts'
import { type DrawnRow, drawUp, type Margins, marginsOf, standingOutside } from '../domain/statement/draw-up.ts'
import { accountFacts, cashFacts } from '../domain/statement/facts.ts'
import { formulasOf, type StatementKind, type StatementLayout } from '../domain/statement/layout.ts'
import { wholeChart } from '../store/accounts.ts'
import { cashMovements, movementsAround } from '../store/movements.ts'
import { basisOfStatements, findLayout } from '../store/statement-layouts.ts'
import { partyBalances } from '../store/value-movements.ts'

type Drawn = {
  readonly layout: StatementLayout
  readonly currency: Currency
  readonly rows: readonly DrawnRow[]
}

/** 资产负债表. Figures are the balance at the end of the day, and at the beginning of its year. */
export type BalanceSheet = Drawn & {
  readonly window: ReportWindow
  /** Total assets less total liabilities and equity; anything but zero is a defect of the layout, and `outside` names it. */
  readonly difference: Money
  readonly outside: readonly Account[]
}

/** 利润表. Figures are of the window, of the year to its end, and of both a year before. */
export type IncomeStatement = Drawn & {
  readonly window: ReportWindow
  /** The one value that counts, if only one does. */
  readonly value: LedgerValue | null
  readonly margins: readonly Margins[]
  readonly outside: readonly Account[]
}

/** 现金流量表, direct. Figures as in the income statement. */
export type CashFlowStatement = Drawn & {
  readonly window: ReportWindow
  /** What cash accounts hold at the end, by their balances. */
  readonly cash: Money
  /** That less what the statement ends with: what flowed without an item. Zero when the statement ties to cash. */
  readonly unassigned: Money
}

/** Everything below reads in the caller's transaction, which is one snapshot. Undefined without books or such a version. */
export async function drawUpBalanceSheet(
  tx: Sql,
  companyId: string,
  { on, layoutVersion = null }: { readonly on: BusinessDate; readonly layoutVersion?: number | null },
): Promise<BalanceSheet | undefined> {
  const basis = await basisOf(tx, companyId, 'BALANCE_SHEET', layoutVersion)
  if (!basis) return undefined
  const { layout, chart, currency } = basis
  const window = windowUpTo(on)
  const movements = await movementsAround(tx, { companyId }, window)
  const parties = await partyBalances(tx, companyId, window, codesCutByParty(layout))

  const closing = new Map(movements.map((one) => [one.accountId, one.opening + one.debit - one.credit]))
  const yearOpening = new Map(
    movements.map((one) => [one.accountId, (closing.get(one.accountId) ?? 0n) - one.yearDebit + one.yearCredit]),
  )
  const columns = [
    accountFacts(
      chart,
      closing,
      parties.map(({ accountId, closing: net }) => ({ accountId, net })),
    ),
    accountFacts(
      chart,
      yearOpening,
      parties.map(({ accountId, yearOpening: net }) => ({ accountId, net })),
    ),
  ]
  const rows = drawUp(layout, chart, columns, currency)
  const total = (key: string) => rows.find((row) => row.key === key)?.figures?.[0]?.minor ?? 0n
  const difference = money(total('TOTAL_ASSETS') - total('TOTAL_LIABILITIES_AND_EQUITY'), currency)
  return { layout, currency, rows, window, difference, outside: standingOutside(layout, chart, closing) }
}

export async function drawUpIncomeStatement(
  tx: Sql,
  companyId: string,
  input: {
    readonly window: ReportWindow
    /** Only what carries this value, such as one department. */
    readonly value?: LedgerValue | null
    readonly layoutVersion?: number | null
  },
): Promise<IncomeStatement | undefined> {
  const { window, value = null, layoutVersion = null } = input
  const basis = await basisOf(tx, companyId, 'INCOME_STATEMENT', layoutVersion)
  if (!basis) return undefined
  const { layout, chart, currency } = basis
  const scope = { companyId, having: value ? [value] : [] }
  const now = await movementsAround(tx, scope, window)
  const before = await movementsAround(tx, scope, yearBefore(window))

  const nets = [now, before].flatMap((movements) => [
    new Map(movements.map(({ accountId, earned }) => [accountId, earned])),
    new Map(movements.map(({ accountId, yearEarned }) => [accountId, yearEarned])),
  ])
  const rows = drawUp(
    layout,
    chart,
    nets.map((column) => accountFacts(chart, column)),
    currency,
  )
  const margins = nets.map((_, column) => marginsOf(rows, column, currency))
  return {
    layout,
    currency,
    rows,
    window,
    value,
    margins,
    outside: standingOutside(layout, chart, nets[1] ?? new Map()),
  }
}

export async function drawUpCashFlowStatement(
  tx: Sql,
  companyId: string,
  { window, layoutVersion = null }: { readonly window: ReportWindow; readonly layoutVersion?: number | null },
): Promise<CashFlowStatement | undefined> {
  const basis = await basisOf(tx, companyId, 'CASH_FLOW_STATEMENT', layoutVersion)
  if (!basis) return undefined
  const { layout, chart, currency } = basis
  const now = await cashMovements(tx, companyId, window)
  const before = await cashMovements(tx, companyId, yearBefore(window))

  const columns = [now, before].flatMap((movements) => [
    cashFacts(sum(movements.map(({ opening }) => opening)), new Map(movements.map(({ item, flow }) => [item, flow]))),
    cashFacts(
      sum(movements.map(({ yearOpening }) => yearOpening)),
      new Map(movements.map(({ item, yearFlow }) => [item, yearFlow])),
    ),
  ])
  const rows = drawUp(layout, chart, columns, currency)
  const cash = money(columns[0]?.cash('CLOSING') ?? 0n, currency)
  const shown = rows.find(({ key }) => key === 'CLOSING_CASH')?.figures?.[0]?.minor ?? 0n
  return { layout, currency, rows, window, cash, unassigned: money(cash.minor - shown, currency) }
}

async function basisOf(tx: Sql, companyId: string, statement: StatementKind, layoutVersion: number | null) {
  const basis = await basisOfStatements(tx, companyId)
  const layout = basis && (await findLayout(tx, companyId, { statement, standard: basis.standard, layoutVersion }))
  return layout && { layout, currency: basis.currency, chart: await wholeChart(tx, companyId) }
}

function codesCutByParty({ rows }: StatementLayout): string[] {
  const terms = [...formulasOf(rows).values()].flatMap(({ formula }) => formula.map(({ term }) => term))
  return [...new Set(terms.flatMap((term) => (term.kind === 'ACCOUNT' && term.cut === 'PARTY' ? [term.code] : [])))]
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, one) => total + one, 0n)
}
