import { connection, pageOf, payload, unauthenticated } from '@erp/graphql-kit'
import { isId, type Refusal, refuse } from '@erp/values'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { listSessions } from '../store/sessions.ts'
import { findMember } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { changePassword } from '../use-cases/change-password.ts'
import { endSession } from '../use-cases/end-session.ts'
import { logIn } from '../use-cases/log-in.ts'
import { logOut } from '../use-cases/log-out.ts'
import { readViewer } from '../use-cases/read-viewer.ts'
import { refreshSession } from '../use-cases/refresh-session.ts'
import { revokeSessions } from '../use-cases/revoke-sessions.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'me' | 'mySessions' | 'userSessions'> = {
  me: async (_, __, { transactor, caller, login }) => {
    const viewer = await readViewer(transactor, login.persons, caller)
    if (!viewer) throw unauthenticated()
    return viewer
  },
  mySessions: async (_, args, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const sessions = await transactor.read([caller.companyId], async (tx) => {
      await actFor(tx, caller.userId)
      return listSessions(tx, caller.userId, { limit: page.limit, beforeId: page.after?.[0] })
    })
    return connection(sessions, { ...page, orderKey: (session) => [session.id] })
  },
  userSessions: async (_, { userId, ...args }, { transactor, caller: { companyId } }) => {
    const page = pageOf(args, ['id'])
    const sessions = await transactor.read([companyId], async (tx) => {
      if (!isId(userId) || !(await findMember(tx, companyId, userId))) return []
      await actFor(tx, userId)
      return listSessions(tx, userId, { limit: page.limit, beforeId: page.after?.[0], companyId })
    })
    return connection(sessions, { ...page, orderKey: (session) => [session.id] })
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'login' | 'refreshSession' | 'switchCompany' | 'logout' | 'endSession' | 'revokeSessions' | 'changePassword'
> = {
  login: async (_, { input }, context) =>
    payload('session', await logIn(context.login, { ...input, origin: context.origin }), context),
  refreshSession: async (_, { input }, context) =>
    payload(
      'session',
      await refreshSession(context.login, { refreshToken: input.refreshToken, origin: context.origin }),
      context,
    ),
  switchCompany: async (_, { input }, context) =>
    payload('session', await refreshSession(context.login, { ...input, origin: context.origin }), context),
  logout: async (_, { input }, { transactor }) => {
    const { loggedOut } = await transactor.system([], 'log-out', (unit) => logOut(unit, input.refreshToken))
    return { loggedOut, userErrors: [] }
  },
  endSession: async (_, { input: { idempotencyKey, sessionId } }, context) => {
    if (!isId(sessionId)) return ended(refuse('SessionNotFound'), context)
    const request = { operation: 'endSession', idempotencyKey, input: { sessionId } }
    const outcome = await context.transactor.once(
      context.caller,
      request,
      async (unit) => {
        const session = await endSession(unit, { sessionId })
        return 'refusal' in session ? session : { id: session.id }
      },
      async (_tx, id) => ({ id }),
    )
    return ended(outcome, context)
  },
  revokeSessions: async (_, { input: { idempotencyKey, ...asked } }, context) => {
    const input = { ...asked, sessionId: asked.sessionId ?? null }
    const { user, userErrors } = payload('user', await revoked(input, idempotencyKey, context), context)
    return {
      ...{ revoked: user?.revoked ?? null, userErrors },
      user: user === null ? null : ((await context.loaders.members.load(user.id)) ?? null),
    }
  },
  changePassword: async (_, { input }, context) => {
    const outcome = await changePassword(context.login, context.caller, { ...input, origin: context.origin })
    const { done, userErrors } = payload('done', outcome, context)
    return { changed: done !== null, userErrors }
  },
}

async function revoked(input: Parameters<typeof revokeSessions>[1], idempotencyKey: string, context: Context) {
  if (!isId(input.userId)) return refuse('UserNotFound')
  if (input.sessionId !== null && !isId(input.sessionId)) return refuse('NoSessionToRevoke')
  return context.transactor.once(
    context.caller,
    { operation: 'revokeSessions', idempotencyKey, input },
    (unit) => revokeSessions(unit, input),
    async (_tx, id) => ({ id, revoked: null }),
  )
}

function ended(outcome: { readonly id: string } | Refusal, context: Context) {
  const { session, userErrors } = payload('session', outcome, context)
  return { endedSessionId: session?.id ?? null, userErrors }
}
