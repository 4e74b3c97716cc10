import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, refuse } from '@erp/values'
import type { ApprovalDelegationResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { delegationsOf, findDelegation } from '../store/approval-delegations.ts'
import { delegateApprovals, endApprovalDelegation } from '../use-cases/delegate-approvals.ts'
import { person } from './people.ts'

export const Query: Pick<QueryResolvers, 'myApprovalDelegations'> = {
  myApprovalDelegations: async (_, args, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const delegations = await transactor.read([caller.companyId], (tx) =>
      delegationsOf(tx, caller.companyId, { userId: caller.userId, limit: page.limit, beforeId: page.after?.[0] }),
    )
    return connection(delegations, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: Pick<MutationResolvers, 'delegateApprovals' | 'endApprovalDelegation'> = {
  delegateApprovals: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const wanted = { ...input, documentType: input.documentType ?? null, startsAt: input.startsAt ?? null }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'delegateApprovals', idempotencyKey, input: wanted },
      (unit) => delegateApprovals(unit, wanted),
      findDelegation,
    )
    return payload('approvalDelegation', outcome, context)
  },

  endApprovalDelegation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { delegationId } = input
    if (!isId(delegationId)) {
      return payload('approvalDelegation', refuse('DelegationNotFound', { delegationId }), context)
    }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'endApprovalDelegation', idempotencyKey, input },
      (unit) => endApprovalDelegation(unit, input),
      findDelegation,
    )
    return payload('approvalDelegation', outcome, context)
  },
}

export const ApprovalDelegation: ApprovalDelegationResolvers = {
  from: ({ fromUserId }, _, { loaders }) => person(loaders, fromUserId),
  to: ({ toUserId }, _, { loaders }) => person(loaders, toUserId),
}
