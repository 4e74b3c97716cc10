import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import { type Currency, isId, money } from '@erp/values'
import { type JournalEntry, matchRules } from '../domain/bank-match.ts'
import type {
  BankMatchEntryResolvers,
  BankMatchLineResolvers,
  BankMatchResolvers,
  BankMatchRunResolvers,
  CashAccountResolvers,
  JournalEntryInTransitResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import {
  type BankMatchPart,
  findBankMatch,
  findBankMatchRun,
  listBankMatches,
  matchesOfRun,
} from '../store/bank-matches.ts'
import { autoMatchBankLines, matchBankLines, undoBankMatch } from '../use-cases/match-bank-lines.ts'
import type { Context } from './context.ts'

export type ShownEntryInTransit = JournalEntry & { readonly currency: Currency }
export type ShownMatchLine = BankMatchPart & { readonly lineId: string; readonly currency: Currency }
export type ShownMatchEntry = BankMatchPart & {
  readonly voucherId: string
  readonly lineNumber: number
  readonly currency: Currency
}

export const Query: QueryResolvers = {
  bankMatches: async (_, { cashAccountId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    if (cashAccountId !== null && !isId(cashAccountId)) throw badInput('cashAccountId is the id of a cash account.')
    const wanted = { limit: page.limit, afterId: page.after?.[0], cashAccountId, bankLineId: null }
    const rows = await transactor.read([caller.companyId], (tx) => listBankMatches(tx, caller.companyId, wanted))
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: MutationResolvers = {
  matchBankLines: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const lines = (input.lines ?? []).map(({ bankLineId, amount = null }) => ({ bankLineId, amount }))
    const entries = (input.entries ?? []).map(({ amount = null, ...entry }) => ({ ...entry, amount }))
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'matchBankLines', idempotencyKey, input },
      (unit) => matchBankLines(unit, { cashAccountId: input.cashAccountId, lines, entries }),
      findBankMatch,
    )
    return payload('bankMatch', outcome, context)
  },

  autoMatchBankLines: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { cashAccountId, rules = matchRules, windowDays = 5 } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'autoMatchBankLines', idempotencyKey, input },
      (unit) => autoMatchBankLines(unit, { cashAccountId, rules, windowDays }),
      findBankMatchRun,
    )
    return payload('bankMatchRun', outcome, context)
  },

  undoBankMatch: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'undoBankMatch', idempotencyKey, input },
      (unit) => undoBankMatch(unit, input),
      findBankMatch,
    )
    return payload('bankMatch', outcome, context)
  },
}

export const CashAccount: CashAccountResolvers = {
  bankLayout: async ({ id }, _, { loaders }) => (await loaders.bankLayout.load(id)) ?? null,
}

export const BankMatch: BankMatchResolvers = {
  cashAccount: ({ cashAccountId }, _, { loaders }) => accountOf(cashAccountId, loaders),
  matchedBy: ({ matchedBy }) => ({ id: matchedBy }),
  undoneBy: ({ undoneBy }) => (undoneBy === null ? null : { id: undoneBy }),
  lines: async ({ id, cashAccountId }, _, { loaders }) => {
    const { currency } = await accountOf(cashAccountId, loaders)
    const parts = await loaders.bankMatchParts.load(id)
    return parts.flatMap((part) => (part.lineId === null ? [] : [{ ...part, lineId: part.lineId, currency }]))
  },
  entries: async ({ id, cashAccountId }, _, { loaders }) => {
    const { currency } = await accountOf(cashAccountId, loaders)
    const parts = await loaders.bankMatchParts.load(id)
    return parts.flatMap(({ voucherId, lineNumber, ...part }) =>
      voucherId === null || lineNumber === null ? [] : [{ ...part, voucherId, lineNumber, currency }],
    )
  },
}

export const BankMatchRun: BankMatchRunResolvers = {
  matches: async ({ id }, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const asked = { limit: page.limit, afterId: page.after?.[0] }
    const rows = await transactor.read([caller.companyId], (tx) => matchesOfRun(tx, id, asked))
    return connection(rows, { ...page, orderKey: (match) => [match.id] })
  },
}

export const BankMatchLine: BankMatchLineResolvers = {
  line: async ({ lineId }, _, { loaders }) => {
    const line = await loaders.bankLine.load(lineId)
    if (!line) throw new Error('A bank line that is matched cannot be found')
    return line
  },
  amount: ({ amount, currency }) => money(amount, currency),
}

export const BankMatchEntry: BankMatchEntryResolvers = {
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  amount: ({ amount, currency }) => money(amount, currency),
}

export const JournalEntryInTransit: JournalEntryInTransitResolvers = {
  on: ({ postingDate }) => postingDate,
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  amount: ({ amount, currency }) => money(amount, currency),
  open: ({ open, currency }) => money(open, currency),
}

async function voucherOf(id: string, loaders: Context['loaders']) {
  const voucher = await loaders.voucher.load(id)
  if (!voucher) throw new Error('The voucher of a journal entry cannot be found')
  return voucher
}

async function accountOf(id: string, loaders: Context['loaders']) {
  const account = await loaders.cashAccount.load(id)
  if (!account) throw new Error('The cash account of a match cannot be found')
  return account
}
