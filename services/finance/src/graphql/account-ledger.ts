import { badInput, connection, foreignCursor, pageOf } from '@erp/graphql-kit'
import { firstDayOf, isNegative, isZero, money, negate } from '@erp/values'
import { generalLedger, runningDays } from '../domain/general-ledger.ts'
import type { AccountBalanceResolvers, AccountLedgerResolvers, QueryResolvers } from '../generated/graphql.ts'
import { accountTurnover, dailyTurnover, monthlyTurnover } from '../store/account-ledger.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import { ledgerValues, positionKeys, positionOf, readPosition, windowOf } from './report-arguments.ts'

const snapshot = { snapshot: true } as const
const longestGeneralLedger = 120

export const Query: QueryResolvers = {
  accountLedger: (_, { accountCode, values, ...asked }, { transactor, caller }) => {
    const window = windowOf(asked)
    const having = ledgerValues(values)
    return transactor.read([caller.companyId], async (tx) => {
      const found = await findWithCurrency(tx, caller.companyId, accountCode)
      return found ? { ...found, window, having } : null
    })
  },

  generalLedger: (_, { accountCode, fromPeriod, period }, { transactor, caller }) => {
    const window = windowOf({ period, fromPeriod })
    if (monthsBetween(fromPeriod, period) >= longestGeneralLedger)
      throw badInput(`A general ledger covers at most ${longestGeneralLedger} periods.`)
    return transactor.read(
      [caller.companyId],
      async (tx) => {
        const found = await findWithCurrency(tx, caller.companyId, accountCode)
        if (!found) return null
        const turnovers = await monthlyTurnover(tx, found.account, window)
        const months = generalLedger(turnovers, { from: window.from, through: window.period }, found.currency)
        return { account: found.account, months }
      },
      snapshot,
    )
  },

  dailyLedger: (_, { accountCode, period }, { transactor, caller }) => {
    const window = windowOf({ period })
    return transactor.read(
      [caller.companyId],
      async (tx) => {
        const found = await findWithCurrency(tx, caller.companyId, accountCode)
        if (!found) return null
        const { opening } = await accountTurnover(tx, found.account, window)
        return runningDays(await dailyTurnover(tx, found.account, window), opening, found.currency)
      },
      snapshot,
    )
  },
}

export const AccountLedger: AccountLedgerResolvers = {
  fromPeriod: ({ window }) => window.from,
  period: ({ window }) => window.period,
  endsOn: ({ window }) => window.through,
  opening: async (ledger, _, { loaders }) => {
    const { opening } = await loaders.ledgerTurnover.load(ledger)
    return money(opening, ledger.currency)
  },
  turnover: async (ledger, _, { loaders }) => {
    const { debit, credit } = await loaders.ledgerTurnover.load(ledger)
    return { debit: money(debit, ledger.currency), credit: money(credit, ledger.currency) }
  },
  closing: async (ledger, _, { loaders }) => {
    const { opening, debit, credit } = await loaders.ledgerTurnover.load(ledger)
    return money(opening + debit - credit, ledger.currency)
  },
  entries: async (ledger, position, { loaders }) => {
    const page = pageOf(position, positionKeys)
    const after = page.after && readPosition(page.after)
    if (after && (after.postingDate < firstDayOf(ledger.window.from) || after.postingDate > ledger.window.through))
      throw foreignCursor()
    const rows = await loaders.ledgerPage.load({ ledger, limit: page.limit, after })
    return connection(rows, { ...page, orderKey: positionOf })
  },
}

export const AccountBalance: AccountBalanceResolvers = {
  side: (net) => (isZero(net) ? 'EVEN' : isNegative(net) ? 'CREDIT' : 'DEBIT'),
  amount: (net) => (isNegative(net) ? negate(net) : net),
}

async function findWithCurrency(tx: Tx, companyId: string, accountCode: string) {
  const currency = await currencyOfBooks(tx, companyId)
  const account = await findAccountByCode(tx, companyId, accountCode)
  return account && currency !== undefined ? { account, currency } : undefined
}

function monthsBetween(from: string, to: string): number {
  const months = (period: string) => Number(period.slice(0, 4)) * 12 + Number(period.slice(5))
  return months(to) - months(from)
}
