import { payload } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { seriesOfCompany } from '../store/voucher-series.ts'
import { setVoucherSeries } from '../use-cases/set-voucher-series.ts'

export const Query: QueryResolvers = {
  voucherSeries: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => seriesOfCompany(tx, caller.companyId)),
}

export const Mutation: MutationResolvers = {
  setVoucherSeries: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { requirement = 'NONE', active = true, expectedVersion = null, ...series } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setVoucherSeries', idempotencyKey, input },
      (unit) => setVoucherSeries(unit, { ...series, requirement, active, expectedVersion }),
      async (tx, word) => {
        const found = (await seriesOfCompany(tx, context.caller.companyId)).find((one) => one.word === word)
        return found && { id: word, series: found }
      },
    )
    return payload('voucherSeries', isRefusal(outcome) ? outcome : outcome.series, context)
  },
}
