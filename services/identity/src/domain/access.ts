import type { Role } from './role.ts'
import type { User } from './user.ts'

export type AccessReason =
  | 'GRANTED'
  | 'USER_DISABLED'
  | 'PERMISSION_UNKNOWN'
  | 'ROLE_MISSING'
  | 'WAREHOUSE_NOT_OF_COMPANY'
  | 'WAREHOUSE_OUT_OF_REACH'
  | 'CUSTOMER_GROUP_OUT_OF_REACH'
  | 'SUPPLIER_GROUP_OUT_OF_REACH'
  | 'DEPARTMENT_NOT_OF_COMPANY'
  | 'DEPARTMENT_OUT_OF_REACH'

/** What is asked: may this be done, with all that is named. */
export interface AccessQuestion {
  readonly permission: string
  readonly warehouse?: { readonly id: string; readonly known: boolean } | undefined
  readonly customerGroup?: string | undefined
  readonly supplierGroup?: string | undefined
  readonly department?: { readonly id: string; readonly known: boolean } | undefined
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
  { warehouse, customerGroup, supplierGroup, department }: AccessQuestion,
  roles: { readonly grantable: boolean; readonly granted: boolean },
): AccessReason {
  if (!user.active) return 'USER_DISABLED'
  if (!roles.grantable) return 'PERMISSION_UNKNOWN'
  if (!roles.granted) return 'ROLE_MISSING'
  if (warehouse?.known === false) return 'WAREHOUSE_NOT_OF_COMPANY'
  if (isBeyond(user.warehouseIds, warehouse?.id)) return 'WAREHOUSE_OUT_OF_REACH'
  if (isBeyond(user.customerGroups, customerGroup)) return 'CUSTOMER_GROUP_OUT_OF_REACH'
  if (isBeyond(user.supplierGroups, supplierGroup)) return 'SUPPLIER_GROUP_OUT_OF_REACH'
  if (department?.known === false) return 'DEPARTMENT_NOT_OF_COMPANY'
  return isBeyond(user.departmentIds, department?.id) ? 'DEPARTMENT_OUT_OF_REACH' : 'GRANTED'
}

function isBeyond(reach: readonly string[] | null, named: string | undefined): boolean {
  return named !== undefined && reach !== null && !reach.includes(named)
}
