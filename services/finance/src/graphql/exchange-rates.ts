import { connection, pageOf, payload } from '@erp/graphql-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { ExchangeRateResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findRate, listRates, rateOn } from '../store/exchange-rates.ts'
import { setExchangeRate } from '../use-cases/set-exchange-rate.ts'

export const Query: QueryResolvers = {
  exchangeRates: async (_, { foreignCurrency = null, rateType = null, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['date', 'id'])
    const [effectiveOn, id] = page.after ?? []
    const after =
      effectiveOn !== undefined && id !== undefined ? { effectiveOn: effectiveOn as BusinessDate, id } : undefined
    const rows = await transactor.read([caller.companyId], (tx) =>
      listRates(tx, caller.companyId, { limit: page.limit, after, foreignCurrency, rateType }),
    )
    return connection(rows, { ...page, orderKey: (rate) => [rate.effectiveOn, rate.id] })
  },

  exchangeRate: (_, question, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => rateOn(tx, caller.companyId, question)),
}

export const Mutation: MutationResolvers = {
  setExchangeRate: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { foreignCurrency, rateType = 'SPOT', effectiveOn, rate, expectedVersion = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setExchangeRate', idempotencyKey, input },
      (unit) => setExchangeRate(unit, { foreignCurrency, rateType, effectiveOn, rate, expectedVersion }),
      findRate,
    )
    return payload('exchangeRate', outcome, context)
  },
}

export const ExchangeRate: ExchangeRateResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findRate(tx, id)) : undefined,
}
