import { payload } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { beginProviderLogin, completeProviderLogin } from '../use-cases/log-in-at-provider.ts'
import { begun } from './begun-sign-in.ts'

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
