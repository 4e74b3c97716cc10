import { payload, unauthenticated } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { logIn } from '../use-cases/log-in.ts'
import { logOut } from '../use-cases/log-out.ts'
import { readViewer } from '../use-cases/read-viewer.ts'
import { refreshSession } from '../use-cases/refresh-session.ts'

export const Query: Pick<QueryResolvers, 'me'> = {
  me: async (_, __, { transactor, caller }) => {
    const viewer = await readViewer(transactor, caller)
    if (!viewer) throw unauthenticated()
    return viewer
  },
}

export const Mutation: Pick<MutationResolvers, 'login' | 'refreshSession' | 'switchCompany' | 'logout'> = {
  login: async (_, { input }, context) =>
    payload('session', await logIn(context.login, { ...input, origin: context.origin }), context),
  refreshSession: async (_, { input }, context) =>
    payload('session', await refreshSession(context.login, { refreshToken: input.refreshToken }), context),
  switchCompany: async (_, { input }, context) =>
    payload('session', await refreshSession(context.login, input), context),
  logout: async (_, { input }, { transactor }) => {
    const { loggedOut } = await transactor.system([], 'log-out', (unit) => logOut(unit, input.refreshToken))
    return { loggedOut, userErrors: [] }
  },
}
