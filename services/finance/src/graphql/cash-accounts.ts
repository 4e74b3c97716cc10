import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import { type Currency, isId, money } from '@erp/values'
import type {
  CashAccountResolvers,
  CashJournalEntryResolvers,
  CashJournalResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount, listCashAccounts } from '../store/cash-accounts.ts'
import { type JournalAsked, type JournalFigures, journalFigures, journalLines } from '../store/cash-journal.ts'
import { changeCashAccount, createCashAccount } from '../use-cases/keep-cash-accounts.ts'
import { positionKeys, positionOf, readPosition } from './report-arguments.ts'

export type ShownJournal = JournalAsked & JournalFigures

export const Query: QueryResolvers = {
  cashAccounts: async (_, position, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCashAccounts(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '' }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  cashJournal: (_, { cashAccountId, beginsOn, endsOn }, { transactor, caller }) => {
    if (beginsOn > endsOn) throw badInput('beginsOn is not after endsOn.')
    if (!isId(cashAccountId)) return null
    return transactor.read([caller.companyId], async (tx): Promise<ShownJournal | null> => {
      const account = await findCashAccount(tx, cashAccountId)
      const base = await currencyOfBooks(tx, caller.companyId)
      if (!account || base === undefined) return null
      const asked = { account, base, beginsOn, endsOn }
      return { ...asked, ...(await journalFigures(tx, asked)) }
    })
  },
}

export const Mutation: MutationResolvers = {
  createCashAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { code, name, accountCode, currency = null, bankName = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCashAccount', idempotencyKey, input },
      (unit) => createCashAccount(unit, { code, name, accountCode, currency: currency as Currency | null, bankName }),
      findCashAccount,
    )
    return payload('cashAccount', outcome, context)
  },

  changeCashAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { cashAccountId, expectedVersion, name, bankName, active } = input
    const wanted = { name: name ?? undefined, bankName, active: active ?? undefined }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeCashAccount', idempotencyKey, input },
      (unit) => changeCashAccount(unit, { cashAccountId, expectedVersion, ...wanted }),
      findCashAccount,
    )
    return payload('cashAccount', outcome, context)
  },
}

export const CashAccount: CashAccountResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.cashAccount.load(id)) ?? null,
  account: async ({ accountId }, _, { loaders }) => {
    const account = await loaders.account.load(accountId)
    if (!account) throw new Error('The account of a cash account cannot be found')
    return account
  },
}

export const CashJournal: CashJournalResolvers = {
  cashAccount: ({ account }) => account,
  opening: ({ opening, account }) => money(opening, account.currency),
  received: ({ received, account }) => money(received, account.currency),
  paid: ({ paid, account }) => money(paid, account.currency),
  closing: ({ opening, received, paid, account }) => money(opening + received - paid, account.currency),
  entries: async (asked, position, { transactor, caller }) => {
    const page = pageOf(position, positionKeys)
    const after = page.after && readPosition(page.after)
    const rows = await transactor.read([caller.companyId], (tx) =>
      journalLines(tx, asked, { limit: page.limit, after }),
    )
    return connection(rows, {
      ...page,
      orderKey: (entry) => positionOf({ postingDate: entry.postingDate, line: entry }),
    })
  },
}

export const CashJournalEntry: CashJournalEntryResolvers = {
  on: ({ postingDate }) => postingDate,
  voucher: async ({ voucherId }, _, { loaders }) => {
    const voucher = await loaders.voucher.load(voucherId)
    if (!voucher) throw new Error('The voucher of a line cannot be found')
    return voucher
  },
  received: ({ received, currency }) => money(received, currency),
  paid: ({ paid, currency }) => money(paid, currency),
  balance: ({ balance, currency }) => money(balance, currency),
}
