import { payload } from '@erp/graphql-kit'
import { type Currency, money } from '@erp/values'
import { expectedLoss, type ReceivablesOfAge } from '../domain/bad-debt-provision.ts'
import type {
  BadDebtProvisionResolvers,
  BadDebtProvisionRowResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { badDebtScheduleOf } from '../store/bad-debt-rates.ts'
import { badDebtProvision } from '../use-cases/bad-debt-provision.ts'
import { setBadDebtRates } from '../use-cases/set-bad-debt-rates.ts'

export type ShownProvisionRow = ReceivablesOfAge & { readonly currency: Currency }

export const Query: QueryResolvers = {
  badDebtRates: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => badDebtScheduleOf(tx, caller.companyId)),

  badDebtProvision: (_, { period }, { transactor, caller }) =>
    transactor.read([caller.companyId], async (tx) => (await badDebtProvision(tx, caller.companyId, period)) ?? null, {
      snapshot: true,
    }),
}

export const Mutation: MutationResolvers = {
  setBadDebtRates: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setBadDebtRates', idempotencyKey, input },
      (unit) => setBadDebtRates(unit, input),
      badDebtScheduleOf,
    )
    return payload('badDebtRates', outcome, context)
  },
}

export const BadDebtProvision: BadDebtProvisionResolvers = {
  rows: ({ receivables, currency }) => receivables.map((row) => ({ ...row, currency })),
  allowance: ({ allowance, currency }) => money(allowance, currency),
  due: ({ due, currency }) => money(due, currency),
}

export const BadDebtProvisionRow: BadDebtProvisionRowResolvers = {
  receivable: ({ amount, currency }) => money(amount, currency),
  expectedLoss: (row) => money(expectedLoss(row, row.currency), row.currency),
}
