import { badInput, connection, foreignCursor, pageOf, payload } from '@erp/graphql-kit'
import { isId, isRefusal, money } from '@erp/values'
import type {
  BankReconciliationResolvers,
  BankStatementLineResolvers,
  BankStatementResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { type BankAsked, entriesInTransit, linesInTransit, listBankMatches } from '../store/bank-matches.ts'
import { type ReconciliationFigures, reconciliationFigures } from '../store/bank-reconciliation.ts'
import { findBankStatement, linesOfStatement, listBankStatements } from '../store/bank-statements.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import { discardBankStatement, importBankStatement } from '../use-cases/import-bank-statement.ts'
import { setBankLayout } from '../use-cases/set-bank-layout.ts'
import type { Context } from './context.ts'
import { positionKeys, positionOf, readPosition } from './report-arguments.ts'
import { rowErrors } from './row-errors.ts'

export type ShownReconciliation = BankAsked & ReconciliationFigures

export const Query: QueryResolvers = {
  bankStatements: async (_, { cashAccountId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    if (cashAccountId !== null && !isId(cashAccountId)) throw badInput('cashAccountId is the id of a cash account.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listBankStatements(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], cashAccountId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  bankStatement: async (_, { id }, { loaders }) => (await loaders.bankStatement.load(id)) ?? null,

  bankReconciliation: (_, { cashAccountId, asOf }, { transactor, caller }) => {
    if (!isId(cashAccountId)) return null
    const read = transactor.read(
      [caller.companyId],
      async (tx): Promise<ShownReconciliation | null> => {
        const account = await findCashAccount(tx, cashAccountId)
        const base = await currencyOfBooks(tx, caller.companyId)
        if (!account || base === undefined) return null
        const asked = { account, base, endsOn: asOf }
        return { ...asked, ...(await reconciliationFigures(tx, asked)) }
      },
      { snapshot: true },
    )
    return read
  },
}

export const Mutation: MutationResolvers = {
  setBankLayout: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { amountColumn = null, receivedColumn = null, paidColumn = null, balanceColumn = null } = input
    const { referenceColumn = null, partyNameColumn = null, partyAccountColumn = null, textColumn = null } = input
    const amounts = { amountColumn, receivedColumn, paidColumn, balanceColumn }
    const others = { referenceColumn, partyNameColumn, partyAccountColumn, textColumn }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setBankLayout', idempotencyKey, input },
      (unit) => setBankLayout(unit, { ...input, ...amounts, ...others }),
      findCashAccount,
    )
    return payload('cashAccount', outcome, context)
  },

  importBankStatement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { cashAccountId, format = 'CSV', fileName, content, opening = null, closing = null, endsOn = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'importBankStatement', idempotencyKey, input },
      (unit) => importBankStatement(unit, { cashAccountId, format, fileName, content, opening, closing, endsOn }),
      findBankStatement,
    )
    if (!isRefusal(outcome) || !('faults' in outcome)) return payload('bankStatement', outcome, context)
    const { faults, ...refusal } = outcome
    return payload('bankStatement', { ...refusal, rowErrors: rowErrors(faults, context) }, context)
  },

  discardBankStatement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'discardBankStatement', idempotencyKey, input },
      (unit) => discardBankStatement(unit, input),
      findBankStatement,
    )
    return payload('bankStatement', outcome, context)
  },
}

export const BankStatement: BankStatementResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.bankStatement.load(id)) ?? null,
  cashAccount: ({ cashAccountId }, _, { loaders }) => accountOf(cashAccountId, loaders),
  opening: async ({ opening, cashAccountId }, _, { loaders }) =>
    money(opening, (await accountOf(cashAccountId, loaders)).currency),
  closing: async ({ closing, cashAccountId }, _, { loaders }) =>
    money(closing, (await accountOf(cashAccountId, loaders)).currency),
  importedBy: ({ importedBy }) => ({ id: importedBy }),
  lines: async ({ id }, position, { transactor, caller }) => {
    const page = pageOf(position, ['int'])
    const afterLine = page.after === undefined ? -1 : Number(page.after[0])
    const rows = await transactor.read([caller.companyId], (tx) =>
      linesOfStatement(tx, id, { limit: page.limit, afterLine }),
    )
    return connection(rows, { ...page, orderKey: ({ lineNumber }) => [String(lineNumber)] })
  },
}

export const BankStatementLine: BankStatementLineResolvers = {
  statement: async ({ statementId }, _, { loaders }) => {
    const statement = await loaders.bankStatement.load(statementId)
    if (!statement) throw new Error('The statement of a line cannot be found')
    return statement
  },
  amount: async ({ amount, cashAccountId }, _, { loaders }) =>
    money(amount, (await accountOf(cashAccountId, loaders)).currency),
  open: async ({ open, cashAccountId }, _, { loaders }) =>
    money(open, (await accountOf(cashAccountId, loaders)).currency),
  matches: async ({ id }, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const asked = { limit: page.limit, afterId: page.after?.[0], cashAccountId: null, bankLineId: id }
    const rows = await transactor.read([caller.companyId], (tx) => listBankMatches(tx, caller.companyId, asked))
    return connection(rows, { ...page, orderKey: (match) => [match.id] })
  },
}

export const BankReconciliation: BankReconciliationResolvers = {
  cashAccount: ({ account }) => account,
  reconciledOn: ({ endsOn }) => endsOn,
  covered: ({ statementsEndOn, endsOn }) => statementsEndOn !== null && statementsEndOn >= endsOn,
  bankBalance: ({ bankBalance, account }) => money(bankBalance, account.currency),
  bookBalance: ({ bookBalance, account }) => money(bookBalance, account.currency),
  onlyBankReceived: ({ onlyBankReceived, account }) => money(onlyBankReceived, account.currency),
  onlyBankPaid: ({ onlyBankPaid, account }) => money(-onlyBankPaid, account.currency),
  onlyBooksReceived: ({ onlyBooksReceived, account }) => money(onlyBooksReceived, account.currency),
  onlyBooksPaid: ({ onlyBooksPaid, account }) => money(-onlyBooksPaid, account.currency),
  adjustedBankBalance: (shown) => money(adjustedBank(shown), shown.account.currency),
  adjustedBookBalance: (shown) => money(adjustedBooks(shown), shown.account.currency),
  difference: (shown) => money(adjustedBank(shown) - adjustedBooks(shown), shown.account.currency),
  linesInTransit: async (asked, position, { transactor, caller }) => {
    const page = pageOf(position, ['date', 'id'])
    const [day, id] = page.after ?? []
    if (page.after && (day === undefined || id === undefined)) throw foreignCursor()
    const after = day === undefined || id === undefined ? undefined : { day, id }
    const rows = await transactor.read([caller.companyId], (tx) =>
      linesInTransit(tx, asked, { limit: page.limit, after }),
    )
    return connection(rows, { ...page, orderKey: (line) => [line.bookedOn, line.id] })
  },
  entriesInTransit: async (asked, position, { transactor, caller }) => {
    const page = pageOf(position, positionKeys)
    const after = page.after && readPosition(page.after)
    const rows = await transactor.read([caller.companyId], (tx) =>
      entriesInTransit(tx, asked, { limit: page.limit, after }),
    )
    const { currency } = asked.account
    const shown = rows.map((entry) => ({ ...entry, currency }))
    return connection(shown, {
      ...page,
      orderKey: (entry) => positionOf({ postingDate: entry.postingDate, line: entry }),
    })
  },
}

function adjustedBank({ bankBalance, onlyBooksReceived, onlyBooksPaid }: ReconciliationFigures): bigint {
  return bankBalance + onlyBooksReceived + onlyBooksPaid
}

function adjustedBooks({ bookBalance, onlyBankReceived, onlyBankPaid }: ReconciliationFigures): bigint {
  return bookBalance + onlyBankReceived + onlyBankPaid
}

async function accountOf(id: string, loaders: Context['loaders']) {
  const account = await loaders.cashAccount.load(id)
  if (!account) throw new Error('The cash account of a statement cannot be found')
  return account
}
