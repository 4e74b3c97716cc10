import { payload } from '@erp/graphql-kit'
import { requireUnnarrowed } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { chooseCostOfSales, findCostOfSalesChoices } from '../use-cases/choose-cost-of-sales.ts'

export const Query: QueryResolvers = {
  costOfSalesChoices: async (_, __, { transactor, caller: { companyId } }) => {
    const { choices } = await transactor.read([companyId], (tx) => findCostOfSalesChoices(tx, companyId))
    return [...choices]
  },
}

export const Mutation: MutationResolvers = {
  chooseCostOfSales: async (_, { input: { idempotencyKey, ...input } }, context) => {
    requireUnnarrowed(context.caller, 'What holds for all deliveries is')
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'chooseCostOfSales', idempotencyKey, input },
      (unit) => chooseCostOfSales(unit, input),
      findCostOfSalesChoices,
    )
    return payload('costOfSalesChoices', isRefusal(outcome) ? outcome : [...outcome.choices], context)
  },
}
