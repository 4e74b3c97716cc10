import { type Refusal, refuse } from '@erp/values'

/** A job 角色 with the permission codes it needs. Roles are data that come with the release. */
export interface Role {
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  /** Sorted. */
  readonly permissions: readonly string[]
}

export type RoleNotFound = Refusal<'RoleNotFound', { roleCode: string }>

/** What the administrator of the installation may do while working in no company: register the first one. */
export const foundingPermissions: readonly string[] = ['identity.company.manage', 'identity.company.read']

/** Sorted role codes without twins, when all of them exist. */
export function chooseRoles(wanted: readonly string[], existing: readonly Role[]): readonly string[] | RoleNotFound {
  const known = new Set(existing.map((role) => role.code))
  const unknown = wanted.find((code) => !known.has(code))
  if (unknown !== undefined) return refuse('RoleNotFound', { roleCode: unknown })
  return [...new Set(wanted)].sort()
}
