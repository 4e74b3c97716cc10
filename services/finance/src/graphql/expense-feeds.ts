import { badInput, connection, pageOf, payload, userError } from '@erp/graphql-kit'
import { isId, isRefusal } from '@erp/values'
import { type FeedCodeKind, repairOf } from '../domain/expense-feed.ts'
import type {
  ExpenseFeedClaimResolvers,
  ExpenseFeedCodeResolvers,
  ExpenseFeedDifferenceResolvers,
  ExpenseFeedFaultResolvers,
  ExpenseFeedResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findDifference, listDifferences } from '../store/expense-feed-differences.ts'
import { feedCodeOf, findFeed, listFeedCodes, listFeeds } from '../store/expense-feeds.ts'
import { beginRepair, compareNow, finishRepair } from '../use-cases/compare-expense-feeds.ts'
import { receiveExpenseFeed, requireFeed, takeExpenseFeed } from '../use-cases/receive-expense-feed.ts'
import { setExpenseFeedCode } from '../use-cases/set-expense-feed-code.ts'

export const Query: QueryResolvers = {
  expenseFeeds: async (_, { system = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listFeeds(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], system }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  expenseFeed: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findFeed(tx, id)) ?? null) : null,

  expenseFeedCodes: async (_, { system, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['text', 'text'])
    const [kind = '', externalCode = ''] = page.after ?? []
    const rows = await transactor.read([caller.companyId], (tx) =>
      listFeedCodes(tx, caller.companyId, { limit: page.limit, system, after: { kind, externalCode } }),
    )
    return connection(rows, { ...page, orderKey: (row) => [row.kind, row.externalCode] })
  },

  expenseFeedDifferences: async (_, { system = null, includeCleared, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listDifferences(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], system, includeCleared }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: MutationResolvers = {
  receiveExpenseFeed: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { transactor, caller, approvals } = context
    const { system, format, content, beginsOn, endsOn } = input
    if ((beginsOn == null) !== (endsOn == null)) throw badInput('beginsOn and endsOn are given together.')
    const covers = beginsOn == null || endsOn == null ? null : { beginsOn, endsOn }
    const request = { operation: 'receiveExpenseFeed', idempotencyKey, input }
    const outcome = await transactor.once(
      caller,
      request,
      (unit) => receiveExpenseFeed(unit, { system, format, content, covers }),
      findFeed,
    )
    if (!isRefusal(outcome)) {
      await takeExpenseFeed(transactor, caller, outcome.id, approvals)
      if (covers) await compareNow(transactor, caller)
    }
    return payload('expenseFeed', outcome, context)
  },

  takeExpenseFeed: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { transactor, caller, approvals } = context
    const request = { operation: 'takeExpenseFeed', idempotencyKey, input }
    const outcome = await transactor.once(caller, request, (unit) => requireFeed(unit, input.expenseFeedId), findFeed)
    if (!isRefusal(outcome)) {
      await takeExpenseFeed(transactor, caller, outcome.id, approvals)
      await compareNow(transactor, caller)
    }
    return payload('expenseFeed', outcome, context)
  },

  setExpenseFeedCode: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { expectedVersion = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setExpenseFeedCode', idempotencyKey, input },
      (unit) => setExpenseFeedCode(unit, { ...input, expectedVersion }),
      feedCodeOf,
    )
    return payload('expenseFeedCode', outcome, context)
  },

  repairExpenseFeedDifference: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { transactor, caller, approvals } = context
    const begun = await transactor.once(
      caller,
      { operation: 'repairExpenseFeedDifference', idempotencyKey, input },
      (unit) => beginRepair(unit, input, approvals),
      findDifference,
    )
    const outcome = isRefusal(begun) ? begun : await finishRepair(transactor, caller, begun, approvals)
    return payload('difference', outcome, context)
  },
}

export const ExpenseFeed: ExpenseFeedResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findFeed(tx, id)) ?? null) : null,
  receivedBy: ({ receivedBy }) => ({ id: receivedBy }),
  claims: async ({ id }, _, { loaders }) => [...(await loaders.claimsOfFeed.load(id))],
}

export const ExpenseFeedClaim: ExpenseFeedClaimResolvers = {
  faults: ({ faults }) => [...faults],
  expenseClaim: async ({ expenseClaimId }, _, { loaders }) =>
    expenseClaimId === null ? null : ((await loaders.expenseClaim.load(expenseClaimId)) ?? null),
}

export const ExpenseFeedFault: ExpenseFeedFaultResolvers = {
  code: ({ refusal }, _, context) => userError(refusal, context).code,
  message: ({ refusal }, _, context) => userError(refusal, context).message,
}

/** Whether codes of this kind stand for expense types here. */
function meansType(kind: FeedCodeKind): boolean {
  return kind === 'EXPENSE_TYPE' || kind === 'ACCOUNT'
}

export const ExpenseFeedCode: ExpenseFeedCodeResolvers = {
  value: async ({ kind, valueId }, _, { loaders }) =>
    meansType(kind) ? null : ((await loaders.dimensionValue.load(valueId)) ?? null),
  expenseType: async ({ kind, valueId }, _, { loaders }) =>
    meansType(kind) ? ((await loaders.expenseType.load(valueId)) ?? null) : null,
}

export const ExpenseFeedDifference: ExpenseFeedDifferenceResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findDifference(tx, id)) ?? null) : null,
  repair: (difference) => repairOf(difference),
  doubledBy: async ({ doubleClaimId }, _, { loaders }) =>
    doubleClaimId === null ? null : ((await loaders.expenseClaim.load(doubleClaimId)) ?? null),
  expenseClaim: async ({ expenseClaimId }, _, { loaders }) =>
    expenseClaimId === null ? null : ((await loaders.expenseClaim.load(expenseClaimId)) ?? null),
}
