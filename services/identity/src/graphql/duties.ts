import { payload } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findDutyRelaxation } from '../store/duty-relaxations.ts'
import { relaxDuties } from '../use-cases/relax-duties.ts'

export const Query: Pick<QueryResolvers, 'dutyRelaxation'> = {
  dutyRelaxation: (_, __, { transactor, caller: { companyId } }) =>
    transactor.read([companyId], (tx) => findDutyRelaxation(tx, companyId)),
}

export const Mutation: Pick<MutationResolvers, 'relaxDuties'> = {
  relaxDuties: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'relaxDuties', idempotencyKey, input },
      (unit) => relaxDuties(unit, input),
      async (tx, id) => ({ id, ...(await findDutyRelaxation(tx, id)) }),
    )
    return payload('dutyRelaxation', outcome, context)
  },
}
