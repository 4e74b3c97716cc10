import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import { statusOf } from '../domain/api-key.ts'
import type { ApiKeyResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findApiKey, listApiKeys, newKey } from '../store/api-keys.ts'
import { findMember } from '../store/users.ts'
import { createAccessToken } from '../use-cases/create-access-token.ts'
import { createApiKey } from '../use-cases/create-api-key.ts'
import { createServiceAccount } from '../use-cases/create-service-account.ts'
import { revokeApiKey } from '../use-cases/revoke-api-key.ts'

export const Query: Pick<QueryResolvers, 'apiKeys'> = {
  apiKeys: async (_, { serviceAccountId, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const userId = serviceAccountId ?? undefined
    const keys =
      userId !== undefined && !isId(userId)
        ? []
        : await transactor.read([caller.companyId], (tx) =>
            listApiKeys(tx, caller.companyId, { limit: page.limit, beforeId: page.after?.[0], userId }),
          )
    return connection(keys, { ...page, orderKey: (key) => [key.id] })
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createServiceAccount' | 'createApiKey' | 'revokeApiKey' | 'createAccessToken'
> = {
  createServiceAccount: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'user',
      await context.transactor.once(
        context.caller,
        { operation: 'createServiceAccount', idempotencyKey, input },
        (unit) => createServiceAccount(unit, context.login.persons, input),
        (tx, id) => findMember(tx, context.caller.companyId, id),
      ),
      context,
    ),

  createApiKey: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.serviceAccountId)) {
      return { secret: null, ...payload('apiKey', refuse('ServiceAccountNotFound'), context) }
    }
    const key = newKey()
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createApiKey', idempotencyKey, input },
      (unit) => createApiKey(unit, { ...input, key }),
      findApiKey,
    )
    const isNew = !isRefusal(outcome) && outcome.prefix === key.prefix
    return { secret: isNew ? key.text : null, ...payload('apiKey', outcome, context) }
  },

  revokeApiKey: async (_, { input: { idempotencyKey, ...input } }, context) =>
    isId(input.apiKeyId)
      ? payload(
          'apiKey',
          await context.transactor.once(
            context.caller,
            { operation: 'revokeApiKey', idempotencyKey, input },
            (unit) => revokeApiKey(unit, input),
            findApiKey,
          ),
          context,
        )
      : payload('apiKey', refuse('ApiKeyNotFound'), context),

  createAccessToken: async (_, { input }, context) =>
    payload('token', await createAccessToken(context.login, { ...input, origin: context.origin }), context),
}

export const ApiKey: ApiKeyResolvers = {
  serviceAccount: async ({ userId }, _, { loaders }) => (await loaders.members.load(userId)) ?? null,
  status: (key) => statusOf(key, new Date()),
}
