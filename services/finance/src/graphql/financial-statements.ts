import type { Money } from '@erp/values'
import { cashFlowItems, isCashFlowItem } from '../domain/cash-flow-item.ts'
import type { DrawnPart, DrawnRow, Margins } from '../domain/statement/draw-up.ts'
import type {
  BalanceSheetPartResolvers,
  BalanceSheetResolvers,
  BalanceSheetRowResolvers,
  CashFlowPartResolvers,
  CashFlowRowResolvers,
  CashFlowStatementResolvers,
  IncomeStatementPartResolvers,
  IncomeStatementResolvers,
  IncomeStatementRowResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { drawUpBalanceSheet, drawUpCashFlowStatement, drawUpIncomeStatement } from '../use-cases/draw-up-statements.ts'
import type { ShownLedger } from './ledger-loaders.ts'
import { ledgerValues, windowOf } from './report-arguments.ts'

type Asked = Pick<ShownLedger, 'window' | 'currency' | 'having'>
export type ShownRow = { readonly row: DrawnRow; readonly asked: Asked }
export type ShownPart = { readonly part: DrawnPart; readonly asked: Asked }

const snapshot = { snapshot: true } as const

export const Query: QueryResolvers = {
  balanceSheet: (_, { on, layoutVersion = null }, { transactor, caller }) =>
    transactor.read(
      [caller.companyId],
      async (tx) => (await drawUpBalanceSheet(tx, caller.companyId, { on, layoutVersion })) ?? null,
      snapshot,
    ),

  incomeStatement: (_, { value, layoutVersion = null, ...asked }, { transactor, caller }) => {
    const window = windowOf(asked)
    const [only = null] = ledgerValues(value ? [value] : [])
    return transactor.read(
      [caller.companyId],
      async (tx) => (await drawUpIncomeStatement(tx, caller.companyId, { window, value: only, layoutVersion })) ?? null,
      snapshot,
    )
  },

  cashFlowStatement: (_, { layoutVersion = null, ...asked }, { transactor, caller }) => {
    const window = windowOf(asked)
    return transactor.read(
      [caller.companyId],
      async (tx) => (await drawUpCashFlowStatement(tx, caller.companyId, { window, layoutVersion })) ?? null,
      snapshot,
    )
  },

  cashFlowItems: () => Object.entries(cashFlowItems).map(([code, { name }]) => ({ code, name })),
}

export const BalanceSheet: BalanceSheetResolvers = {
  on: ({ window }) => window.through,
  rows: ({ rows, window, currency }) => shown(rows, { window, currency, having: [] }),
  outsideAccountCodes: ({ outside }) => outside.map(({ code }) => code),
}

export const BalanceSheetRow: BalanceSheetRowResolvers = {
  ...rowOf(),
  closing: ({ row }) => row.figures?.[0] ?? null,
  yearOpening: ({ row }) => row.figures?.[1] ?? null,
  parts: partsOf,
}

export const BalanceSheetPart: BalanceSheetPartResolvers = {
  account: accountOf,
  part: ({ part }) => part.part,
  closing: ({ part }) => figure(part.figures, 0),
  yearOpening: ({ part }) => figure(part.figures, 1),
  ledger: ledgerOf,
}

export const IncomeStatement: IncomeStatementResolvers = {
  fromPeriod: ({ window }) => window.from,
  period: ({ window }) => window.period,
  endsOn: ({ window }) => window.through,
  rows: ({ rows, window, currency, value }) => shown(rows, { window, currency, having: value ? [value] : [] }),
  margins: ({ margins }) => ({
    period: column(margins, 0),
    yearToDate: column(margins, 1),
    periodLastYear: column(margins, 2),
    yearToDateLastYear: column(margins, 3),
  }),
  outsideAccountCodes: ({ outside }) => outside.map(({ code }) => code),
}

export const IncomeStatementRow: IncomeStatementRowResolvers = {
  ...rowOf(),
  figures: ({ row }) => row.figures && figuresOf(row.figures),
  parts: partsOf,
}

export const IncomeStatementPart: IncomeStatementPartResolvers = {
  account: accountOf,
  figures: ({ part }) => figuresOf(part.figures),
  ledger: ledgerOf,
}

export const CashFlowStatement: CashFlowStatementResolvers = {
  fromPeriod: ({ window }) => window.from,
  period: ({ window }) => window.period,
  endsOn: ({ window }) => window.through,
  rows: ({ rows, window, currency }) => shown(rows, { window, currency, having: [] }),
}

export const CashFlowRow: CashFlowRowResolvers = {
  ...rowOf(),
  figures: ({ row }) => row.figures && figuresOf(row.figures),
  parts: partsOf,
}

export const CashFlowPart: CashFlowPartResolvers = {
  item: ({ part }) => part.cashFlowItem ?? '',
  name: ({ part: { cashFlowItem: code } }) => {
    if (code === null || !isCashFlowItem(code)) throw new Error(`There is no cash-flow item ${code}`)
    return cashFlowItems[code].name
  },
  figures: ({ part }) => figuresOf(part.figures),
}

function shown(rows: readonly DrawnRow[], asked: Asked): ShownRow[] {
  return rows.map((row) => ({ row, asked }))
}

function rowOf() {
  return {
    key: ({ row }: ShownRow) => row.key,
    lineNumber: ({ row }: ShownRow) => row.lineNumber,
    caption: ({ row }: ShownRow) => row.caption,
    indent: ({ row }: ShownRow) => row.indent,
  }
}

function partsOf({ row, asked }: ShownRow): ShownPart[] {
  return row.parts.map((part) => ({ part, asked }))
}

function accountOf({ part }: ShownPart) {
  if (!part.account) throw new Error('A row of this statement is made of something else than accounts')
  return part.account
}

function ledgerOf(shownPart: ShownPart): ShownLedger {
  return { account: accountOf(shownPart), ...shownPart.asked }
}

function figuresOf(figures: readonly Money[]) {
  return {
    period: figure(figures, 0),
    yearToDate: figure(figures, 1),
    periodLastYear: figure(figures, 2),
    yearToDateLastYear: figure(figures, 3),
  }
}

function figure(figures: readonly Money[], index: number): Money {
  return column(figures, index)
}

function column<Figure extends Money | Margins>(figures: readonly Figure[], index: number): Figure {
  const found = figures[index]
  if (!found) throw new Error(`A statement has no column ${index}`)
  return found
}
