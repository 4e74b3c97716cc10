import { badInput, connection, pageOf } from '@erp/graphql-kit'
import {
  add,
  type Currency,
  isId,
  isNegative,
  isZero,
  type Money,
  money,
  negate,
  type Period,
  subtract,
} from '@erp/values'
import type { Account } from '../domain/account.ts'
import type { DebitCredit } from '../domain/trial-balance.ts'
import type { AccountBalanceResolvers, AccountLedgerResolvers, QueryResolvers } from '../generated/graphql.ts'
import { accountLedgerEntries, accountTurnover, type LedgerPosition } from '../store/account-ledger.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'

/** The ledger of an account in a period; its entries are read page by page. Balances are debits less credits. */
export type ShownLedger = {
  readonly account: Account
  readonly period: Period
  readonly currency: Currency
  readonly opening: Money
  readonly turnover: DebitCredit
}

export const Query: QueryResolvers = {
  accountLedger: (_, { accountCode, period }, { transactor, caller }) =>
    transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, caller.companyId)
        const account = await findAccountByCode(tx, caller.companyId, accountCode)
        if (!account || currency === undefined) return null
        const { opening, debit, credit } = await accountTurnover(tx, account, period)
        const turnover = { debit: money(debit, currency), credit: money(credit, currency) }
        return { account, period, currency, opening: money(opening, currency), turnover }
      },
      { snapshot: true },
    ),
}

export const AccountLedger: AccountLedgerResolvers = {
  closing: ({ opening, turnover: { debit, credit } }) => subtract(add(opening, debit), credit),
  entries: async ({ account, currency, period }, position, { transactor, caller }) => {
    const page = pageOf(position, 3)
    const after = page.after && readPosition(page.after)
    const rows = await transactor.read([caller.companyId], (tx) =>
      accountLedgerEntries(tx, { ...account, currency }, { period, limit: page.limit, after }),
    )
    return connection(rows, {
      ...page,
      orderKey: ({ postingDate, line }) => [postingDate, line.voucherId, String(line.lineNumber)],
    })
  },
}

export const AccountBalance: AccountBalanceResolvers = {
  side: (net) => (isZero(net) ? 'EVEN' : isNegative(net) ? 'CREDIT' : 'DEBIT'),
  amount: (net) => (isNegative(net) ? negate(net) : net),
}

function readPosition([postingDate = '', voucherId, lineNumber = '']: readonly string[]): LedgerPosition {
  if (!/^\d{4}-\d\d-\d\d$/.test(postingDate) || !isId(voucherId) || !/^\d{1,9}$/.test(lineNumber))
    throw badInput('after is not a cursor of this list.')
  return { postingDate, voucherId, lineNumber: Number(lineNumber) }
}
