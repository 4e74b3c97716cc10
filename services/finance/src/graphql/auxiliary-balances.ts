import { badInput, connection, foreignCursor, pageOf } from '@erp/graphql-kit'
import { type Currency, isId, isRefusal, money, parseDecimal } from '@erp/values'
import type { Account } from '../domain/account.ts'
import type { LedgerDimension, LedgerValue } from '../domain/ledger-dimension.ts'
import type {
  AuxiliaryBalanceResolvers,
  AuxiliaryValueResolvers,
  CurrencyBalanceResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findAccountByCode } from '../store/accounts.ts'
import {
  type AuxiliaryRow,
  auxiliaryBalances,
  type CurrencyRow,
  currencyBalances,
} from '../store/auxiliary-balances.ts'
import { currencyOfBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import type { ShownLedger } from './ledger-loaders.ts'
import { ledgerValues, windowOf } from './report-arguments.ts'

export type ShownAuxiliaryValue = { readonly dimension: LedgerDimension; readonly valueId: string | null }
export type ShownAuxiliaryBalance = {
  readonly row: AuxiliaryRow
  readonly by: readonly LedgerDimension[]
  readonly asked: ShownLedger
}
export type ShownCurrencyBalance = { readonly row: CurrencyRow; readonly currency: Currency; readonly base: Currency }

export const Query: QueryResolvers = {
  auxiliaryBalances: (_, { accountCode, by, values, first, after, ...asked }, { transactor, caller }) => {
    if (by.length < 1 || by.length > 3 || new Set(by).size < by.length) throw badInput('by is one to three dimensions.')
    const window = windowOf(asked)
    const having = ledgerValues(values)
    const page = pageOf(
      { first, after },
      by.map(() => 'text'),
    )
    if (page.after?.some((id) => id !== '' && !isId(id))) throw foreignCursor()
    const read = async (tx: Tx) => {
      const currency = await currencyOfBooks(tx, caller.companyId)
      const account = await findAccountByCode(tx, caller.companyId, accountCode)
      if (!account || currency === undefined) return null
      const rows = await auxiliaryBalances(
        tx,
        { companyId: caller.companyId, accountCode, by, having, window },
        { limit: page.limit, after: page.after },
      )
      const shown = rows.map((row) => ({ row, by, asked: { account, window, currency, having } }))
      return connection(shown, { ...page, orderKey: ({ row }) => row.values })
    }
    return transactor.read([caller.companyId], read, { snapshot: true })
  },

  currencyBalances: (_, { accountCode, ...asked }, { transactor, caller }) => {
    const window = windowOf(asked)
    return transactor.read([caller.companyId], async (tx) => {
      const base = await currencyOfBooks(tx, caller.companyId)
      const account: Account | undefined = await findAccountByCode(tx, caller.companyId, accountCode)
      if (!account || base === undefined) return null
      const rows = await currencyBalances(tx, { companyId: caller.companyId, accountCode, window })
      return rows.map((row) => ({ row, currency: row.currency as Currency, base }))
    })
  },
}

export const AuxiliaryBalance: AuxiliaryBalanceResolvers = {
  values: ({ row, by }) =>
    by.map((dimension, index) => ({ dimension, valueId: row.values[index] ? row.values[index] : null })),
  opening: ({ row, asked }) => money(row.opening, asked.currency),
  turnover: ({ row, asked }) => ({
    debit: money(row.debit, asked.currency),
    credit: money(row.credit, asked.currency),
  }),
  yearToDate: ({ row, asked }) => ({
    debit: money(row.yearDebit, asked.currency),
    credit: money(row.yearCredit, asked.currency),
  }),
  closing: ({ row, asked }) => money(row.opening + row.debit - row.credit, asked.currency),
  quantities: ({ row }) => {
    const [opening, debit, credit] = [row.openingQuantity, row.debitQuantity, row.creditQuantity].map(readDecimal)
    if (!opening || !debit || !credit) throw new Error('A kept quantity is no decimal')
    return { opening, debit, credit, closing: opening.plus(debit).minus(credit) }
  },
  ledger: ({ row, by, asked }) => {
    const found: LedgerValue[] = by.flatMap((dimension, index) => {
      const valueId = row.values[index]
      return valueId ? [{ dimension, valueId }] : []
    })
    if (found.length < by.length) return null
    const others = asked.having.filter(({ dimension }) => !by.includes(dimension))
    return { ...asked, having: [...found, ...others] }
  },
}

export const AuxiliaryValue: AuxiliaryValueResolvers = {
  customer: (value) => stub(value, 'CUSTOMER'),
  supplier: (value) => stub(value, 'SUPPLIER'),
  item: (value) => stub(value, 'ITEM'),
  warehouse: (value) => stub(value, 'WAREHOUSE'),
  named: async ({ dimension, valueId }, _, { loaders }) =>
    valueId !== null && (dimension === 'DEPARTMENT' || dimension === 'PROJECT' || dimension === 'EMPLOYEE')
      ? ((await loaders.dimensionValue.load(valueId)) ?? null)
      : null,
}

export const CurrencyBalance: CurrencyBalanceResolvers = {
  foreignOpening: ({ row, currency }) => money(row.foreignOpening, currency),
  foreignTurnover: ({ row, currency }) => ({
    debit: money(row.foreignDebit, currency),
    credit: money(row.foreignCredit, currency),
  }),
  foreignClosing: ({ row, currency }) => money(row.foreignOpening + row.foreignDebit - row.foreignCredit, currency),
  opening: ({ row, base }) => money(row.opening, base),
  turnover: ({ row, base }) => ({ debit: money(row.debit, base), credit: money(row.credit, base) }),
  closing: ({ row, base }) => money(row.opening + row.debit - row.credit, base),
}

function stub({ dimension, valueId }: ShownAuxiliaryValue, wanted: LedgerDimension): { id: string } | null {
  return dimension === wanted && valueId !== null ? { id: valueId } : null
}

function readDecimal(text: string) {
  const decimal = parseDecimal(text, { scale: 6 })
  return isRefusal(decimal) ? undefined : decimal
}
