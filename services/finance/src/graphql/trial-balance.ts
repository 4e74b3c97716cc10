import { type Currency, money } from '@erp/values'
import type { ReportWindow } from '../domain/report-window.ts'
import { type TrialBalance as Figures, type TrialBalanceLine as Line, trialBalance } from '../domain/trial-balance.ts'
import type {
  LedgerDifferenceResolvers,
  QueryResolvers,
  TrialBalanceLineResolvers,
  TrialBalanceResolvers,
} from '../generated/graphql.ts'
import { wholeChart } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { type LedgerDifference as Difference, ledgerDifferences } from '../store/ledger-differences.ts'
import { movementsAround } from '../store/movements.ts'
import type { ShownLedger } from './ledger-loaders.ts'
import { ledgerValues, windowOf } from './report-arguments.ts'

/** A difference with the currency its amounts are in. */
export type ShownDifference = Difference & { readonly currency: Currency }

type Asked = Pick<ShownLedger, 'window' | 'currency' | 'having'>
export type ShownTrialBalance = Figures & { readonly asked: Asked }
export type ShownTrialBalanceLine = Line & { readonly asked: Asked }

const snapshot = { snapshot: true } as const

export const Query: QueryResolvers = {
  trialBalance: (_, { maximumLevel, value, ...asked }, { transactor, caller }) => {
    const window: ReportWindow = windowOf(asked)
    const having = ledgerValues(value ? [value] : [])
    return transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, caller.companyId)
        if (currency === undefined) return null
        const chart = await wholeChart(tx, caller.companyId)
        const movements = await movementsAround(tx, { companyId: caller.companyId, having }, window)
        const figures = trialBalance(chart, movements, { period: window.period, currency, maximumLevel })
        return { ...figures, asked: { window, currency, having } }
      },
      snapshot,
    )
  },

  ledgerDifferences: (_, { period = null }, { transactor, caller }) =>
    transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, caller.companyId)
        if (currency === undefined) return []
        const differences = await ledgerDifferences(tx, caller.companyId, period)
        return differences.map((difference) => ({ ...difference, currency }))
      },
      snapshot,
    ),
}

export const TrialBalance: TrialBalanceResolvers = {
  fromPeriod: ({ asked }) => asked.window.from,
  endsOn: ({ asked }) => asked.window.through,
  lines: ({ lines, asked }) => lines.map((line) => ({ ...line, asked })),
}

export const TrialBalanceLine: TrialBalanceLineResolvers = {
  ledger: ({ account, asked }) => ({ account, ...asked }),
}

export const LedgerDifference: LedgerDifferenceResolvers = {
  account: async ({ accountId }, _, { loaders }) => {
    const account = await loaders.account.load(accountId)
    if (!account) throw new Error(`The account ${accountId} of a balance does not exist`)
    return account
  },
  kept: ({ cachedDebit, cachedCredit, currency }) => ({
    debit: money(cachedDebit, currency),
    credit: money(cachedCredit, currency),
  }),
  posted: ({ postedDebit, postedCredit, currency }) => ({
    debit: money(postedDebit, currency),
    credit: money(postedCredit, currency),
  }),
}
