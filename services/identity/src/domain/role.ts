import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

/** A job 角色 with the permission codes it needs. */
export interface Role {
  readonly id: string
  readonly code: string
  readonly name: RoleName
  /** Sorted. */
  readonly permissions: readonly string[]
  /** It comes with the release, holds in every company, and no company changes it. */
  readonly builtIn: boolean
  /** False once the company has retired it; nobody holds it any more. */
  readonly active: boolean
  /** Grows with every change a company makes. */
  readonly version: number
}

export interface RoleName {
  readonly zh: string
  readonly en: string
}

export type RoleNotFound = Refusal<'RoleNotFound', { roleCode: string }>
export type RoleCodeTaken = Refusal<'RoleCodeTaken', { roleCode: string }>
export type RoleBuiltIn = Refusal<'RoleBuiltIn', { roleCode: string }>
export type RoleRetired = Refusal<'RoleRetired', { roleCode: string }>
/** Why a role cannot be retired: who holds it, and whether approvals or the second factor name it. */
export type RoleInUse = Refusal<'RoleInUse', RoleUses & { roleCode: string }>
export type PermissionUnknown = Refusal<'PermissionUnknown', { permission: string }>
/** Nobody gives what they do not hold themselves. */
export type PermissionNotHeld = Refusal<'PermissionNotHeld', { permission: string }>

export interface RoleUses {
  readonly members: number
  readonly approvalDefinitions: number
  /** Running requests for approval that its holders are asked to sign. */
  readonly waitingApprovals: number
  readonly asksSecondFactor: boolean
}

/** What the administrator of the installation may do while working in no company: register the first one. */
export const foundingPermissions: readonly string[] = ['identity.company.manage', 'identity.company.read']

export const mostRoles = 200

/** Sorted role codes without twins, when all of them exist and are in use. */
export function chooseRoles(wanted: readonly string[], existing: readonly Role[]): readonly string[] | RoleNotFound {
  const known = new Set(existing.filter(({ active }) => active).map((role) => role.code))
  const unknown = wanted.find((code) => !known.has(code))
  if (unknown !== undefined) return refuse('RoleNotFound', { roleCode: unknown })
  return [...new Set(wanted)].sort()
}

/** What a permission of these roles the giver lacks, of those that somebody does not have already. */
export function requireHeld(
  given: readonly string[],
  { roles, already, held }: { roles: readonly Role[]; already: readonly string[]; held: readonly string[] },
): PermissionNotHeld | undefined {
  const fresh = roles.filter(({ code }) => given.includes(code) && !already.includes(code))
  return notHeld(
    fresh.flatMap(({ permissions }) => permissions),
    held,
  )
}

/** Against what a role that a company writes is checked. */
export interface RoleFacts {
  /** Every permission that the services declare. */
  readonly catalogue: readonly string[]
  /** Those of whoever writes it. */
  readonly held: readonly string[]
}

export interface RoleDraft {
  readonly code: string
  readonly name: RoleName
  readonly permissions: readonly string[]
}

/** A new role of a company. */
export function newRole(
  id: string,
  draft: RoleDraft,
  { existing, ...facts }: RoleFacts & { readonly existing: readonly Role[] },
): Role | InvalidInput | RoleCodeTaken | PermissionUnknown | PermissionNotHeld {
  const { code } = draft
  if (!/^Z_[A-Z0-9_]{1,38}$/.test(code)) return refuse('InvalidInput', { field: 'code', problem: 'NOT_Z_AND_CAPITALS' })
  if (existing.some((role) => role.code === code)) return refuse('RoleCodeTaken', { roleCode: code })
  if (existing.filter(({ builtIn }) => !builtIn).length >= mostRoles)
    return refuse('InvalidInput', { field: 'code', problem: `MORE_THAN_${mostRoles}_ROLES` })
  const blank: Role = {
    ...{ id, code, name: draft.name, permissions: [], builtIn: false, active: true, version: 1 },
  }
  const written = rewrite(blank, draft, facts)
  return 'refusal' in written ? written : { ...written, version: 1 }
}

/** The role with this name and these permissions. What it gives already needs not be held. */
export function changeRole(
  role: Role,
  wanted: Pick<Role, 'name' | 'permissions'>,
  facts: RoleFacts,
): Role | InvalidInput | RoleBuiltIn | RoleRetired | PermissionUnknown | PermissionNotHeld {
  return whyUnchangeable(role) ?? rewrite(role, wanted, facts)
}

/** The role once nobody can be given it any more; it gives nothing from then on. */
export function retireRole(role: Role, uses: RoleUses): Role | RoleBuiltIn | RoleRetired | RoleInUse {
  const unchangeable = whyUnchangeable(role)
  if (unchangeable) return unchangeable
  if (uses.members + uses.approvalDefinitions + uses.waitingApprovals > 0 || uses.asksSecondFactor)
    return refuse('RoleInUse', { roleCode: role.code, ...uses })
  return { ...role, active: false, permissions: [], version: role.version + 1 }
}

function whyUnchangeable({ code, builtIn, active }: Role): RoleBuiltIn | RoleRetired | undefined {
  if (builtIn) return refuse('RoleBuiltIn', { roleCode: code })
  return active ? undefined : refuse('RoleRetired', { roleCode: code })
}

function rewrite(
  role: Role,
  wanted: Pick<Role, 'name' | 'permissions'>,
  { catalogue, held }: RoleFacts,
): Role | InvalidInput | PermissionUnknown | PermissionNotHeld {
  const name = { zh: wanted.name.zh.trim(), en: wanted.name.en.trim() }
  const unnamed = Object.values(name).some((text) => text.length < 1 || text.length > 60)
  if (unnamed) return refuse('InvalidInput', { field: 'name', problem: 'LENGTH_NOT_1_TO_60' })
  const permissions = [...new Set(wanted.permissions)].sort()
  if (permissions.length === 0) return refuse('InvalidInput', { field: 'permissions', problem: 'NONE_GIVEN' })
  const unknown = permissions.find((permission) => !catalogue.includes(permission))
  if (unknown !== undefined) return refuse('PermissionUnknown', { permission: unknown })
  const added = permissions.filter((permission) => !role.permissions.includes(permission))
  return notHeld(added, held) ?? { ...role, name, permissions, version: role.version + 1 }
}

function notHeld(given: readonly string[], held: readonly string[]): PermissionNotHeld | undefined {
  const permission = given.find((one) => !held.includes(one))
  return permission === undefined ? undefined : refuse('PermissionNotHeld', { permission })
}
