import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, refuse } from '@erp/values'
import type {
  ApprovalActionResolvers,
  ApprovalRequestResolvers,
  ApprovalSeatResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findRequest, listTasks } from '../store/approval-requests.ts'
import { addApprover } from '../use-cases/add-approver.ts'
import { approve, reject } from '../use-cases/decide-approval.ts'
import { listSeenRequests } from '../use-cases/oversee-approvals.ts'
import { remindApprovers } from '../use-cases/remind-approvers.ts'
import { takeBackApproval } from '../use-cases/withdraw-approval.ts'
import { person } from './people.ts'

export const Query: Pick<QueryResolvers, 'myApprovalTasks' | 'approvalRequest' | 'approvalRequests'> = {
  myApprovalTasks: async (_, args, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const tasks = await transactor.read([caller.companyId], (tx) =>
      listTasks(tx, caller.companyId, { userId: caller.userId, limit: page.limit, afterId: page.after?.[0] }),
    )
    return connection(tasks, { ...page, orderKey: (request) => [request.id] })
  },

  approvalRequest: async (_, { id }, context) =>
    isId(id) ? ((await context.loaders.approvals.load(id)) ?? null) : null,

  approvalRequests: async (_, { filter, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const documentId = filter?.documentId ?? undefined
    const narrowed = {
      ...{ status: filter?.status ?? undefined, documentType: filter?.documentType ?? undefined, documentId },
      ...{ limit: page.limit, beforeId: page.after?.[0] },
    }
    const requests =
      documentId !== undefined && !isId(documentId)
        ? []
        : await transactor.read([caller.companyId], (tx) => listSeenRequests(tx, caller, narrowed))
    return connection(requests, { ...page, orderKey: (request) => [request.id] })
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'approve' | 'reject' | 'withdrawApproval' | 'addApprover' | 'remindApprovers'
> = {
  approve: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const decision = { ...input, remark: input.remark ?? null }
    if (!isId(input.approvalId)) return payload('approvalRequest', approvalNotFound(input), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'approve', idempotencyKey, input: decision },
      (unit) => approve(unit, decision),
      findRequest,
    )
    return payload('approvalRequest', outcome, context)
  },

  reject: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.approvalId)) return payload('approvalRequest', approvalNotFound(input), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'reject', idempotencyKey, input },
      (unit) => reject(unit, input),
      findRequest,
    )
    return payload('approvalRequest', outcome, context)
  },

  withdrawApproval: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.approvalId)) return payload('approvalRequest', approvalNotFound(input), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'withdrawApproval', idempotencyKey, input },
      (unit) => takeBackApproval(unit, input),
      findRequest,
    )
    return payload('approvalRequest', outcome, context)
  },

  addApprover: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const addition = { ...input, remark: input.remark ?? null }
    if (!isId(input.approvalId)) return payload('approvalRequest', approvalNotFound(input), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'addApprover', idempotencyKey, input: addition },
      (unit) => addApprover(unit, addition),
      findRequest,
    )
    return payload('approvalRequest', outcome, context)
  },

  remindApprovers: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const reminder = { ...input, remark: input.remark ?? null }
    if (!isId(input.approvalId)) return payload('approvalRequest', approvalNotFound(input), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'remindApprovers', idempotencyKey, input: reminder },
      (unit) => remindApprovers(unit, reminder),
      findRequest,
    )
    return payload('approvalRequest', outcome, context)
  },
}

export const ApprovalRequest: ApprovalRequestResolvers = {
  maker: ({ makerId }, _, { loaders }) => person(loaders, makerId),
  submittedBy: ({ submittedBy }, _, { loaders }) => person(loaders, submittedBy),
  decidedBy: ({ decidedBy }, _, { loaders }) => person(loaders, decidedBy),
  seats: ({ id }, _, { loaders }) => loaders.approvalSeats.load(id),
  actions: ({ id }, _, { loaders }) => loaders.approvalActions.load(id),
  levelBegunAt: ({ levelSince }) => levelSince,
  remindedAt: async ({ id }, _, { loaders }) => {
    const actions = await loaders.approvalActions.load(id)
    return actions.findLast(({ action }) => action === 'REMINDED')?.happenedAt ?? null
  },
  __resolveReference: async ({ id }, { loaders }) => (isId(id) ? ((await loaders.approvals.load(id)) ?? null) : null),
}

export const ApprovalSeat: ApprovalSeatResolvers = {
  needed: ({ weight }) => weight === 'NEEDED',
  user: ({ holder }, _, { loaders }) => ('userId' in holder ? person(loaders, holder.userId) : null),
  role: async ({ holder }, _, { loaders }) =>
    'roleCode' in holder ? ((await loaders.roles.load(holder.roleCode)) ?? null) : null,
  permission: ({ holder }) => ('permission' in holder ? holder.permission : null),
  addedBy: ({ addedBy }, _, { loaders }) => person(loaders, addedBy),
  signedFor: ({ signedFor }, _, { loaders }) => person(loaders, signedFor),
  signedBy: ({ signedBy }, _, { loaders }) => person(loaders, signedBy),
}

export const ApprovalAction: ApprovalActionResolvers = {
  actor: ({ actorId }, _, { loaders }) => person(loaders, actorId),
  onBehalfOf: ({ onBehalfOf }, _, { loaders }) => person(loaders, onBehalfOf),
  concerns: ({ concernsId }, _, { loaders }) => person(loaders, concernsId),
}

function approvalNotFound({ approvalId }: { readonly approvalId: string }) {
  return refuse('ApprovalNotFound', { approvalId })
}
