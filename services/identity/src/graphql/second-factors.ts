import { payload } from '@erp/graphql-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import type { Role } from '../domain/role.ts'
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { listSecondFactorRoles } from '../store/second-factor-roles.ts'
import { findSecondFactor, recoveryCodesLeft } from '../store/second-factors.ts'
import { findMember } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { completeLogin } from '../use-cases/complete-login.ts'
import { beginSecondFactor, confirmSecondFactor } from '../use-cases/enrol-second-factor.ts'
import { removeSecondFactor, resetSecondFactor } from '../use-cases/remove-second-factor.ts'
import { requireSecondFactor } from '../use-cases/require-second-factor.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'mySecondFactor' | 'secondFactorRoles'> = {
  mySecondFactor: async (_, __, { transactor, caller }) =>
    transactor.read([], async (tx) => {
      await actFor(tx, caller.userId)
      const factor = await findSecondFactor(tx, caller.userId)
      return {
        active: factor?.confirmedAt != null,
        confirmedAt: factor?.confirmedAt ?? null,
        recoveryCodesLeft: await recoveryCodesLeft(tx, caller.userId),
      }
    }),
  secondFactorRoles: async (_, __, { transactor, caller, loaders }) => {
    const codes = await transactor.read([caller.companyId], (tx) => listSecondFactorRoles(tx, caller.companyId))
    return rolesOf(codes, loaders)
  },
}

export const Mutation: Pick<
  MutationResolvers,
  | 'completeLogin'
  | 'beginSecondFactor'
  | 'confirmSecondFactor'
  | 'removeSecondFactor'
  | 'resetSecondFactor'
  | 'requireSecondFactor'
> = {
  completeLogin: async (_, { input }, context) => {
    const outcome = await completeLogin(context.login, { ...input, origin: context.origin })
    return { ...payload('session', outcome, context), recoveryCodes: isRefusal(outcome) ? null : outcome.recoveryCodes }
  },
  beginSecondFactor: async (_, { input }, context) => {
    const asked = { ...input, origin: context.origin }
    const { begun, userErrors } = payload(
      'begun',
      await beginSecondFactor(context.login, context.caller, asked),
      context,
    )
    return { otpauthUri: begun?.otpauthUri ?? null, userErrors }
  },
  confirmSecondFactor: async (_, { input }, context) => {
    const outcome = await confirmSecondFactor(context.login, context.caller, { ...input, origin: context.origin })
    const { confirmed, userErrors } = payload('confirmed', outcome, context)
    return { recoveryCodes: confirmed?.recoveryCodes ?? null, userErrors }
  },
  removeSecondFactor: async (_, { input }, context) => {
    const outcome = await removeSecondFactor(context.login, context.caller, { ...input, origin: context.origin })
    const { removed, userErrors } = payload('removed', outcome, context)
    return { removed: removed !== null, userErrors }
  },
  resetSecondFactor: async (_, { input: { idempotencyKey, userId } }, context) => {
    if (!isId(userId)) return payload('user', refuse('UserNotFound'), context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'resetSecondFactor', idempotencyKey, input: { userId } },
      (unit) => resetSecondFactor(unit, { userId }),
      (tx, id) => findMember(tx, context.caller.companyId, id),
    )
    return payload('user', outcome, context)
  },
  requireSecondFactor: async (_, { input: { idempotencyKey, roleCodes } }, context) => {
    const { caller } = context
    const outcome = await context.transactor.once(
      caller,
      { operation: 'requireSecondFactor', idempotencyKey, input: { roleCodes } },
      (unit) => requireSecondFactor(unit, { roleCodes }),
      async (tx, id) => ({ id, roleCodes: await listSecondFactorRoles(tx, caller.companyId) }),
    )
    const { policy, userErrors } = payload('policy', outcome, context)
    return { roles: policy && (await rolesOf(policy.roleCodes, context.loaders)), userErrors }
  },
}

async function rolesOf(codes: readonly string[], loaders: Context['loaders']): Promise<readonly Role[]> {
  const roles = await Promise.all(codes.map((code) => loaders.roles.load(code)))
  return roles.filter((role) => role !== undefined)
}
