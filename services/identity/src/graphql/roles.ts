import { connectionOfAll, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import type { Refusal } from '@erp/values'
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
  createRole: (_, { input }, context) => once(context, { operation: 'createRole', input }, createRole),
  copyRole: (_, { input }, context) => once(context, { operation: 'copyRole', input }, copyRole),
  changeRole: (_, { input }, context) => once(context, { operation: 'changeRole', input }, changeRole),
  retireRole: (_, { input }, context) => once(context, { operation: 'retireRole', input }, retireRole),
}

/** Changes a role once for its key; the same key again gives the role as it is by then. */
async function once<Input extends { readonly idempotencyKey: string }, Refused extends Refusal>(
  context: Context,
  { operation, input: { idempotencyKey, ...input } }: { readonly operation: string; readonly input: Input },
  change: (unit: UnitOfWork, input: Omit<Input, 'idempotencyKey'>) => Promise<Role | Refused>,
) {
  const { transactor, caller } = context
  const outcome = await transactor.once(
    caller,
    { operation, idempotencyKey, input },
    (unit) => change(unit, input),
    async (tx, id) => (await listRoles(tx, caller.companyId)).find((role) => role.id === id),
  )
  return payload('role', outcome, context)
}
