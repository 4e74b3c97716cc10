import { payload } from '@erp/graphql-kit'
import { isId, refuse } from '@erp/values'
import type { LinkedAccountResolvers, MutationResolvers, QueryResolvers, UserResolvers } from '../generated/graphql.ts'
import { findLinkedAccount, linkedAccountsOf } from '../store/linked-accounts.ts'
import { actFor } from '../store/windows.ts'
import { beginAccountLink, completeAccountLink, linkAccount, unlinkAccount } from '../use-cases/link-account.ts'
import { begun } from './begun-sign-in.ts'

export const Query: Pick<QueryResolvers, 'myLinkedAccounts'> = {
  myLinkedAccounts: (_, __, { transactor, caller }) =>
    transactor.read([], async (tx) => {
      await actFor(tx, caller.userId)
      return linkedAccountsOf(tx, [caller.userId])
    }),
}

export const Mutation: Pick<
  MutationResolvers,
  'beginAccountLink' | 'completeAccountLink' | 'linkAccount' | 'unlinkAccount'
> = {
  beginAccountLink: async (_, { input }, context) => {
    const asked = { ...input, origin: context.origin }
    return begun(await beginAccountLink(context.login, context.caller, asked), context)
  },
  completeAccountLink: async (_, { input }, context) => {
    const returned = { ...input, origin: context.origin }
    return payload('linkedAccount', await completeAccountLink(context.login, context.caller, returned), context)
  },
  linkAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.userId)) return payload('linkedAccount', refuse('UserNotFound'), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'linkAccount', idempotencyKey, input },
      (unit) => linkAccount(unit, context.login.providers, input),
      findLinkedAccount,
    )
    return payload('linkedAccount', outcome, context)
  },
  unlinkAccount: async (_, { input: { idempotencyKey, linkedAccountId } }, context) => {
    const mayManage = context.caller.permissions.has('identity.user.manage')
    const outcome = isId(linkedAccountId)
      ? await context.transactor.once(
          context.caller,
          { operation: 'unlinkAccount', idempotencyKey, input: { linkedAccountId } },
          async (unit) => unlinkAccount(unit, { linkedAccountId, mayManage }),
          async (_tx, id) => ({ id }),
        )
      : refuse('LinkedAccountNotFound', { linkedAccountId })
    const { unlinked, userErrors } = payload('unlinked', outcome, context)
    return { unlinkedAccountId: unlinked?.id ?? null, userErrors }
  },
}

export const User: Pick<UserResolvers, 'linkedAccounts'> = {
  linkedAccounts: ({ id }, _, { loaders }) => loaders.linkedAccounts.load(id),
}

export const LinkedAccount: LinkedAccountResolvers = {
  provider: ({ provider }, _, { login }) => login.providers.find(provider) ?? null,
}
