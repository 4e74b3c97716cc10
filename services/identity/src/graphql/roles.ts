import { connectionOfAll, payload } from '@erp/graphql-kit'
import type { Role } from '../domain/role.ts'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { listRoles, permissionCatalogue } from '../store/roles.ts'
import { changeRole, copyRole, createRole, retireRole } from '../use-cases/keep-roles.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'roles' | 'permissions'> = {
  roles: async (_, args, { transactor, caller }) => {
    const roles = await transactor.read([caller.companyId], (tx) => listRoles(tx, caller.companyId))
    return connectionOfAll(roles, args, (role) => [role.code])
  },

  permissions: async (_, args, { transactor, caller }) => {
    const [codes, roles] = await transactor.read([caller.companyId], async (tx) => [
      await permissionCatalogue(tx),
      await listRoles(tx, caller.companyId),
    ])
    const permissions = codes.map((code) => ({
      ...{ code, heldByMe: caller.permissions.has(code) },
      roleCodes: roles.filter((role) => role.permissions.includes(code)).map((role) => role.code),
    }))
    return connectionOfAll(permissions, args, ({ code }) => [code])
  },
}

export const Mutation: Pick<MutationResolvers, 'createRole' | 'copyRole' | 'changeRole' | 'retireRole'> = {
  createRole: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'createRole', idempotencyKey, input }
    const outcome = await context.transactor.once(
      context.caller,
      request,
      (unit) => createRole(unit, input),
      again(context),
    )
    return payload('role', outcome, context)
  },

  copyRole: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'copyRole', idempotencyKey, input }
    const outcome = await context.transactor.once(
      context.caller,
      request,
      (unit) => copyRole(unit, input),
      again(context),
    )
    return payload('role', outcome, context)
  },

  changeRole: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'changeRole', idempotencyKey, input }
    const outcome = await context.transactor.once(
      context.caller,
      request,
      (unit) => changeRole(unit, input),
      again(context),
    )
    return payload('role', outcome, context)
  },

  retireRole: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'retireRole', idempotencyKey, input }
    const outcome = await context.transactor.once(
      context.caller,
      request,
      (unit) => retireRole(unit, input),
      again(context),
    )
    return payload('role', outcome, context)
  },
}

/** A role by the id under which the answer of an earlier request is kept. */
function again({ caller }: Context) {
  return async (tx: Parameters<typeof listRoles>[0], id: string): Promise<Role | undefined> =>
    (await listRoles(tx, caller.companyId)).find((role) => role.id === id)
}
