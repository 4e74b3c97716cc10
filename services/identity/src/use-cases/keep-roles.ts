import { roleChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { rememberRoles, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import {
  changeRole as change,
  newRole,
  type PermissionNotHeld,
  type PermissionUnknown,
  type Role,
  type RoleBuiltIn,
  type RoleCodeTaken,
  type RoleDraft,
  type RoleFacts,
  type RoleInUse,
  type RoleName,
  type RoleNotFound,
  type RoleRetired,
  retireRole as retire,
} from '../domain/role.ts'
import { checkVersion, type StaleVersion } from '../domain/user.ts'
import { lockCompanies } from '../store/companies.ts'
import {
  findRole,
  insertRole,
  listRoles,
  permissionCatalogue,
  permissionsIn,
  replacePermissions,
  saveRole,
  usesOfRole,
} from '../store/roles.ts'
import { noteInCompany } from './note-security-event.ts'

type Unwritten = InvalidInput | PermissionUnknown | PermissionNotHeld
type SeenRole = { readonly roleCode: string; readonly expectedVersion: number }

/** Makes a role of the caller's company, of permissions the caller holds. */
export async function createRole(unit: UnitOfWork, draft: RoleDraft): Promise<Role | Unwritten | RoleCodeTaken> {
  await lockCompanies(unit.tx, [unit.caller.companyId])
  return write(unit, draft, await listRoles(unit.tx, unit.caller.companyId))
}

/** Makes a role that gives what another gives, without some of it. */
export async function copyRole(
  unit: UnitOfWork,
  {
    copiedRoleCode,
    withoutPermissions = [],
    ...draft
  }: Omit<RoleDraft, 'permissions'> & {
    readonly copiedRoleCode: string
    readonly withoutPermissions?: readonly string[] | undefined
  },
): Promise<Role | Unwritten | RoleCodeTaken | RoleNotFound> {
  const { tx, caller } = unit
  await lockCompanies(tx, [caller.companyId])
  const existing = await listRoles(tx, caller.companyId)
  const copied = existing.find(({ code, active }) => active && code === copiedRoleCode)
  if (!copied) return refuse('RoleNotFound', { roleCode: copiedRoleCode })
  const stranger = withoutPermissions.find((one) => !copied.permissions.includes(one))
  if (stranger !== undefined) return refuse('PermissionUnknown', { permission: stranger })
  const permissions = copied.permissions.filter((one) => !withoutPermissions.includes(one))
  return write(unit, { ...draft, permissions }, existing)
}

/** Gives a role of the caller's company another name or other permissions; whoever holds it has them within seconds. */
export async function changeRole(
  unit: UnitOfWork,
  {
    name,
    permissions,
    ...seen
  }: SeenRole & {
    readonly name?: RoleName | null | undefined
    readonly permissions?: readonly string[] | null | undefined
  },
): Promise<Role | Unwritten | RoleNotFound | StaleVersion | RoleBuiltIn | RoleRetired> {
  const role = await lockRole(unit, seen)
  if (isRefusal(role)) return role
  const wanted = { name: name ?? role.name, permissions: permissions ?? role.permissions }
  const changed = change(role, wanted, await factsOf(unit))
  return isRefusal(changed) ? changed : save(unit, changed)
}

/** Ends a role that nobody holds and nothing names any more. */
export async function retireRole(
  unit: UnitOfWork,
  seen: SeenRole,
): Promise<Role | RoleNotFound | StaleVersion | RoleBuiltIn | RoleRetired | RoleInUse> {
  const role = await lockRole(unit, seen)
  if (isRefusal(role)) return role
  const retired = retire(role, await usesOfRole(unit.tx, unit.caller.companyId, role.code))
  return isRefusal(retired) ? retired : save(unit, retired)
}

async function write(
  unit: UnitOfWork,
  draft: RoleDraft,
  existing: readonly Role[],
): Promise<Role | Unwritten | RoleCodeTaken> {
  const role = newRole(newId(), draft, { ...(await factsOf(unit)), existing })
  if (isRefusal(role)) return role
  await insertRole(unit.tx, unit.caller.companyId, role)
  return tell(unit, role)
}

/** Roles of a company change in turn, and nobody is given one that is being retired. */
async function lockRole(
  { tx, caller }: UnitOfWork,
  { roleCode, expectedVersion }: SeenRole,
): Promise<Role | RoleNotFound | StaleVersion> {
  await lockCompanies(tx, [caller.companyId])
  const role = await findRole(tx, caller.companyId, roleCode)
  if (!role) return refuse('RoleNotFound', { roleCode })
  return role.builtIn ? role : (checkVersion(role, expectedVersion) ?? role)
}

async function factsOf({ tx, caller }: UnitOfWork): Promise<RoleFacts> {
  return {
    catalogue: await permissionCatalogue(tx),
    held: await permissionsIn(tx, caller.companyId, caller.userId),
  }
}

async function save(unit: UnitOfWork, role: Role): Promise<Role> {
  await saveRole(unit.tx, unit.caller.companyId, role)
  return tell(unit, role)
}

/** One message, however many hold the role: they keep its code, and every service looks up what it stands for. */
async function tell(unit: UnitOfWork, role: Role): Promise<Role> {
  const { companyId } = unit.caller
  const { id: roleId, code, name, version } = role
  const permissions = [...role.permissions]
  await replacePermissions(unit.tx, companyId, role)
  await rememberRoles(unit, [{ companyId, roleCode: code, permissions, version }])
  await emit(unit, roleChanged, {
    aggregateId: roleId,
    payload: { roleId, companyId, code, name, permissions, version },
  })
  await noteInCompany(unit, { kind: 'ROLE_REDEFINED' })
  return role
}
