import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { MutationResolvers, PerDiemRateResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findRate, listRates } from '../store/per-diem.ts'
import { setPerDiemRate } from '../use-cases/set-per-diem-rate.ts'

export const Query: QueryResolvers = {
  perDiemRates: async (_, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    const rows = await transactor.read([caller.companyId], (tx) =>
      listRates(tx, caller.companyId, { limit: page.limit, after }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: MutationResolvers = {
  setPerDiemRate: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { expenseTypeId, grade = null, city = null, effectiveOn, amount, expectedVersion = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setPerDiemRate', idempotencyKey, input },
      (unit) => setPerDiemRate(unit, { expenseTypeId, grade, city, effectiveOn, amount, expectedVersion }),
      findRate,
    )
    return payload('perDiemRate', outcome, context)
  },
}

export const PerDiemRate: PerDiemRateResolvers = {
  expenseType: ({ expenseTypeId }, _, { loaders }) => loaders.expenseType.load(expenseTypeId),
}
