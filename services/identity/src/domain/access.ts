import type { Role } from './role.ts'
import type { User } from './user.ts'
import { isOfEverything } from './whole-company.ts'

export type AccessReason =
  | 'GRANTED'
  | 'USER_DISABLED'
  | 'PERMISSION_UNKNOWN'
  | 'ROLE_MISSING'
  | 'KEY_NOT_OF_USER'
  | 'KEY_ENDED'
  | 'KEY_WITHOUT_PERMISSION'
  | 'NARROWED'
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
  /** All of them have to be within reach, as for a document that several bear. */
  readonly departments?: readonly { readonly id: string; readonly known: boolean }[]
  /** The key it is done with; null when the user has no such key. */
  readonly key?: { readonly permissions: readonly string[]; readonly running: boolean } | null | undefined
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
  { permission, key, warehouse, customerGroup, supplierGroup, departments = [] }: AccessQuestion,
  roles: { readonly grantable: boolean; readonly granted: boolean },
): AccessReason {
  if (!user.active) return 'USER_DISABLED'
  if (!roles.grantable) return 'PERMISSION_UNKNOWN'
  if (!roles.granted) return 'ROLE_MISSING'
  if (key === null) return 'KEY_NOT_OF_USER'
  if (key && !key.running) return 'KEY_ENDED'
  if (key && !key.permissions.includes(permission)) return 'KEY_WITHOUT_PERMISSION'
  if (isOfEverything(permission, user)) return 'NARROWED'
  if (warehouse?.known === false) return 'WAREHOUSE_NOT_OF_COMPANY'
  if (isBeyond(user.warehouseIds, warehouse?.id)) return 'WAREHOUSE_OUT_OF_REACH'
  if (isBeyond(user.customerGroups, customerGroup)) return 'CUSTOMER_GROUP_OUT_OF_REACH'
  if (isBeyond(user.supplierGroups, supplierGroup)) return 'SUPPLIER_GROUP_OUT_OF_REACH'
  if (departments.some(({ known }) => !known)) return 'DEPARTMENT_NOT_OF_COMPANY'
  return departments.some(({ id }) => isBeyond(user.departmentIds, id)) ? 'DEPARTMENT_OUT_OF_REACH' : 'GRANTED'
}

function isBeyond(reach: readonly string[] | null, named: string | undefined): boolean {
  return named !== undefined && reach !== null && !reach.includes(named)
}
