import { payload } from '@erp/graphql-kit'
import type { Refusal } from '@erp/values'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { beginProviderLogin, completeProviderLogin } from '../use-cases/log-in-at-provider.ts'
import type { BegunSignIn } from '../use-cases/sign-in-attempt.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'signInProviders'> = {
  signInProviders: (_, __, { login }) => login.providers.all,
}

export const Mutation: Pick<MutationResolvers, 'beginProviderLogin' | 'completeProviderLogin'> = {
  beginProviderLogin: async (_, { input }, context) => {
    const asked = { provider: input.provider, companyCode: input.companyCode ?? null }
    return begun(await beginProviderLogin(context.login, asked), context)
  },
  completeProviderLogin: async (_, { input }, context) => {
    const returned = { ...input, origin: context.origin }
    return payload('session', await completeProviderLogin(context.login, returned), context)
  },
}

/** What the client of a begun sign-in is given. */
export function begun(outcome: BegunSignIn | Refusal, context: Context) {
  const { signIn, userErrors } = payload('signIn', outcome, context)
  return {
    attempt: signIn?.attempt ?? null,
    authorizationUrl: signIn?.authorizationUrl ?? null,
    expiresAt: signIn?.expiresAt ?? null,
    userErrors,
  }
}
