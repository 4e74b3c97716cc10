import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import { pseudonymOf } from '../domain/personal-data.ts'
import { noCompany } from '../domain/session.ts'
import type { MutationResolvers, QueryResolvers, UserResolvers } from '../generated/graphql.ts'
import type { Tx } from '../store/database.ts'
import { findCalled } from '../store/user-names.ts'
import { findMember, listMembers } from '../store/users.ts'
import { admitUser } from '../use-cases/admit-user.ts'
import { changeUserRoles } from '../use-cases/change-user-roles.ts'
import { createUser, hashFirstPassword } from '../use-cases/create-user.ts'
import { disableUser } from '../use-cases/disable-user.ts'
import { narrowUser } from '../use-cases/narrow-user.ts'
import { setLineManager } from '../use-cases/set-line-manager.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'users' | 'usersCalled'> = {
  users: async (_, args, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const users = await transactor.read([caller.companyId], (tx) =>
      listMembers(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0] ?? noCompany }),
    )
    return connection(users, { ...page, orderKey: (user) => [user.id] })
  },

  usersCalled: async (_, { fullName }, { transactor, caller, login, loaders }) => {
    const { companyId } = caller
    const ids = await transactor.read([companyId], (tx) => findCalled(tx, login.persons, companyId, fullName))
    const users = await Promise.all(ids.map((id) => loaders.members.load(id)))
    return users.filter((user) => user !== undefined)
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createUser' | 'admitUser' | 'changeUserRoles' | 'narrowUser' | 'setLineManager' | 'disableUser'
> = {
  createUser: async (_, { input: { idempotencyKey, password, ...input } }, context) => {
    const passwordHash = await hashFirstPassword(context.login.passwords, input.username, password)
    if (isRefusal(passwordHash)) return payload('user', passwordHash, context)
    // The password is no part of the stored request: its quick hash would be easier to guess from than the slow one.
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createUser', idempotencyKey, input },
      (unit) => createUser(unit, context.login.persons, { ...input, passwordHash }),
      memberAgain(context),
    )
    return payload('user', outcome, context)
  },

  admitUser: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'user',
      await context.transactor.once(
        context.caller,
        { operation: 'admitUser', idempotencyKey, input },
        (unit) => admitUser(unit, context.login.persons, input),
        memberAgain(context),
      ),
      context,
    ),

  changeUserRoles: async (_, { input: { idempotencyKey, ...input } }, context) =>
    isId(input.userId)
      ? payload(
          'user',
          await context.transactor.once(
            context.caller,
            { operation: 'changeUserRoles', idempotencyKey, input },
            (unit) => changeUserRoles(unit, input),
            memberAgain(context),
          ),
          context,
        )
      : payload('user', refuse('UserNotFound'), context),

  narrowUser: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.userId)) return payload('user', refuse('UserNotFound'), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'narrowUser', idempotencyKey, input },
      (unit) => narrowUser(unit, input),
      memberAgain(context),
    )
    return payload('user', outcome, context)
  },

  setLineManager: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const wanted = { ...input, managerId: input.managerId ?? null }
    if (!isId(input.userId)) return payload('user', refuse('UserNotFound'), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setLineManager', idempotencyKey, input: wanted },
      (unit) => setLineManager(unit, wanted),
      memberAgain(context),
    )
    return payload('user', outcome, context)
  },

  disableUser: async (_, { input: { idempotencyKey, ...input } }, context) =>
    isId(input.userId)
      ? payload(
          'user',
          await context.transactor.once(
            context.caller,
            { operation: 'disableUser', idempotencyKey, input },
            (unit) => disableUser(unit, input),
            memberAgain(context),
          ),
          context,
        )
      : payload('user', refuse('UserNotFound'), context),
}

export const User: UserResolvers = {
  username: async ({ id }, _, { loaders }) => (await loaders.people.load(id))?.username ?? pseudonymOf(id).username,
  displayName: async ({ id }, _, { loaders }) =>
    (await loaders.people.load(id))?.displayName ?? pseudonymOf(id).displayName,
  roles: async (user, _, { loaders }) => {
    const roles = await Promise.all(user.roleCodes.map((code) => loaders.roles.load(code)))
    return roles.filter((role) => role !== undefined)
  },
  manager: async ({ managerId }, _, { loaders }) =>
    managerId === null ? null : ((await loaders.members.load(managerId)) ?? null),
  warehouses: ({ warehouseIds }) => warehouseIds?.map((id) => ({ id })) ?? null,
  departments: ({ departmentIds }) => departmentIds?.map((id) => ({ id })) ?? null,
  __resolveReference: async ({ id }, { loaders }) => (isId(id) ? ((await loaders.members.load(id)) ?? null) : null),
}

function memberAgain({ caller }: Context) {
  return (tx: Tx, id: string) => findMember(tx, caller.companyId, id)
}
