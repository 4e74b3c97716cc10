import { type Currency, money } from '@erp/values'
import { trialBalance } from '../domain/trial-balance.ts'
import type { LedgerDifferenceResolvers, QueryResolvers } from '../generated/graphql.ts'
import { wholeChart } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { type LedgerDifference as Difference, ledgerDifferences, turnoverAround } from '../store/ledger.ts'

/** A difference with the currency its amounts are in. */
export type ShownDifference = Difference & { readonly currency: Currency }

const snapshot = { snapshot: true } as const

export const Query: QueryResolvers = {
  trialBalance: (_, { period, maximumLevel }, { transactor, caller }) =>
    transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, caller.companyId)
        if (currency === undefined) return null
        const chart = await wholeChart(tx, caller.companyId)
        const turnovers = await turnoverAround(tx, caller.companyId, period)
        return trialBalance(chart, turnovers, { period, currency, maximumLevel })
      },
      snapshot,
    ),

  ledgerDifferences: (_, __, { transactor, caller }) =>
    transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, caller.companyId)
        if (currency === undefined) return []
        const differences = await ledgerDifferences(tx, caller.companyId)
        return differences.map((difference) => ({ ...difference, currency }))
      },
      snapshot,
    ),
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
