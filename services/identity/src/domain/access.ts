import type { Role } from './role.ts'
import type { User } from './user.ts'

export type AccessReason =
  | 'GRANTED'
  | 'USER_DISABLED'
  | 'PERMISSION_UNKNOWN'
  | 'ROLE_MISSING'
  | 'WAREHOUSE_NOT_OF_COMPANY'
  | 'WAREHOUSE_OUT_OF_REACH'

/** What is asked: may this be done, in this warehouse if one is named. */
export interface AccessQuestion {
  readonly permission: string
  readonly warehouse?: { readonly id: string; readonly known: boolean } | undefined
}

export interface AccessExplanation {
  readonly allowed: boolean
  readonly reason: AccessReason
  readonly grantedBy: readonly Role[]
  readonly grantableBy: readonly Role[]
}

/** Why a member may do something or may not: the same rules by which the services decide, one after another. */
export function explainAccess(user: User, roles: readonly Role[], question: AccessQuestion): AccessExplanation {
  const grantableBy = roles.filter(({ permissions }) => permissions.includes(question.permission))
  const grantedBy = grantableBy.filter(({ code }) => user.roleCodes.includes(code))
  const reason = reasonOf(user, question, { grantable: grantableBy.length > 0, granted: grantedBy.length > 0 })
  return { allowed: reason === 'GRANTED', reason, grantedBy, grantableBy }
}

function reasonOf(
  user: User,
  { warehouse }: AccessQuestion,
  roles: { readonly grantable: boolean; readonly granted: boolean },
): AccessReason {
  if (!user.active) return 'USER_DISABLED'
  if (!roles.grantable) return 'PERMISSION_UNKNOWN'
  if (!roles.granted) return 'ROLE_MISSING'
  if (warehouse === undefined) return 'GRANTED'
  if (!warehouse.known) return 'WAREHOUSE_NOT_OF_COMPANY'
  return user.warehouseIds === null || user.warehouseIds.includes(warehouse.id) ? 'GRANTED' : 'WAREHOUSE_OUT_OF_REACH'
}
