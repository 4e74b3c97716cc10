import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findLateFact, listLateFacts } from '../store/late-postings.ts'
import { approveLatePosting } from '../use-cases/approve-late-posting.ts'

export const Query: QueryResolvers = {
  lateFacts: async (_, position, { transactor, caller }) => {
    const page = pageOf(position, ['date', 'id'])
    const [businessDate, id] = page.after ?? []
    const after = businessDate !== undefined && id !== undefined ? { businessDate, id } : undefined
    const rows = await transactor.read([caller.companyId], (tx) =>
      listLateFacts(tx, caller.companyId, { limit: page.limit, after }),
    )
    return connection(rows, { ...page, orderKey: (fact) => [fact.businessDate, fact.id] })
  },
}

export const Mutation: MutationResolvers = {
  approveLatePosting: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { companyId } = context.caller
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'approveLatePosting', idempotencyKey, input },
      (unit) => approveLatePosting(unit, input),
      (tx, id) => findLateFact(tx, companyId, id),
    )
    return payload('lateFact', outcome, context)
  },
}
