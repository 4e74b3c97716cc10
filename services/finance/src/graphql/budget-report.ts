import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { type Currency, Decimal, isId, money, type Period, plain, quotient } from '@erp/values'
import { monthsOf } from '../domain/budget-rows.ts'
import type {
  BudgetCommitmentResolvers,
  BudgetFiguresResolvers,
  BudgetReportResolvers,
  BudgetReportRowResolvers,
  BudgetShortageResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import {
  type BudgetGrouping,
  type BudgetReportOf,
  budgetReport,
  budgetTotal,
  type BudgetFigures as Figures,
  type BudgetReportRow as Row,
} from '../store/budget-report.ts'
import { listReservations } from '../store/budget-reservations.ts'
import { dimensionOf } from './budget-loaders.ts'

/** What a report is about; its rows are read when they are asked for. */
export type ShownReport = { readonly of: BudgetReportOf; readonly by: BudgetGrouping; readonly currency: Currency }
export type ShownFigures = Figures & { readonly currency: Currency }
export type ShownReportRow = Row & { readonly currency: Currency }

export const Query: QueryResolvers = {
  budgetReport: async (_, { year, by, ...asked }, { transactor, caller: { companyId } }) => {
    const months = monthsOf(String(year))
    const { from = null, through = null, accountCode = null, departmentCode = null, projectCode = null } = asked
    const [first, last] = [from ?? months[0], through ?? months[11]]
    for (const [argument, month] of [['from', first] as const, ['through', last] as const])
      if (!months.some((one) => one === month)) throw badInput(`${argument} is a month of ${year}.`, argument)
    const range = { from: first as Period, through: last as Period }
    const of = { companyId, year: String(year), ...range, accountCode, departmentCode, projectCode }
    const currency = await transactor.read([companyId], (tx) => currencyOfBooks(tx, companyId))
    return currency === undefined ? null : { of, by, currency }
  },

  budgetCommitments: async (_, asked, { transactor, caller: { companyId } }) => {
    const { budgetItemId = null, period = null, documentId = null, ...position } = asked
    const page = pageOf(position, ['id'])
    for (const [argument, id] of [['budgetItemId', budgetItemId] as const, ['documentId', documentId] as const])
      if (id !== null && !isId(id)) throw badInput(`${argument} is an id.`, argument)
    const of = { budgetItemId, period: period as Period | null, documentId }
    const rows = await transactor.read([companyId], (tx) =>
      listReservations(tx, companyId, of, { limit: page.limit, afterId: page.after?.[0] }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const BudgetReport: BudgetReportResolvers = {
  year: ({ of }) => Number(of.year),
  from: ({ of }) => of.from,
  through: ({ of }) => of.through,
  total: async ({ of, currency }, _, { transactor }) => ({
    ...(await transactor.read([of.companyId], (tx) => budgetTotal(tx, of))),
    currency,
  }),
  rows: async ({ of, by, currency }, asked, { transactor }) => {
    const page = pageOf(asked)
    const rows = await transactor.read([of.companyId], (tx) =>
      budgetReport(tx, of, by, { limit: page.limit, after: page.after?.[0] }),
    )
    return connection(
      rows.map((row) => ({ ...row, currency })),
      { ...page, orderKey: ({ place }) => [place] },
    )
  },
}

export const BudgetReportRow: BudgetReportRowResolvers = {
  budgetItemId: ({ itemId }) => itemId,
  account: async ({ accountId }, _, { loaders }) =>
    accountId === null ? null : ((await loaders.account.load(accountId)) ?? null),
  department: ({ departmentId }, _, { loaders }) => dimensionOf(departmentId, loaders),
  project: ({ projectId }, _, { loaders }) => dimensionOf(projectId, loaders),
  figures: (row) => row,
}

export const BudgetFigures: BudgetFiguresResolvers = {
  budget: ({ budget, currency }) => money(budget, currency),
  committed: ({ committed, currency }) => money(committed, currency),
  actual: ({ actual, currency }) => money(actual, currency),
  available: ({ budget, committed, actual, currency }) => money(budget - committed - actual, currency),
  usedPercent: ({ budget, committed, actual }) =>
    budget === 0n ? null : plain(quotient(new Decimal(`${committed + actual}00`), new Decimal(`${budget}`), 2)),
}

export const BudgetCommitment: BudgetCommitmentResolvers = {
  account: async ({ accountId }, _, { loaders }) => (await loaders.account.load(accountId)) ?? null,
  department: ({ departmentId }, _, { loaders }) => dimensionOf(departmentId, loaders),
  project: ({ projectId }, _, { loaders }) => dimensionOf(projectId, loaders),
  amount: async ({ amount }, _, { loaders, caller }) =>
    money(amount, await loaders.booksCurrency.load(caller.companyId)),
}

export const BudgetShortage: BudgetShortageResolvers = {
  department: ({ departmentId }, _, { loaders }) => dimensionOf(departmentId, loaders),
  project: ({ projectId }, _, { loaders }) => dimensionOf(projectId, loaders),
}
