import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Refusal, refuse } from '@erp/values'
import type { PermissionNotHeld, RoleNotFound } from '../domain/role.ts'
import { administratorRole, checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { companiesAdministeredOnlyBy, findMember, replaceRoles, saveUser } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { announceMemberships } from './announce-rights.ts'
import { chooseRolesToGive } from './choose-roles.ts'
import { noteInCompany } from './note-security-event.ts'

export type LastAdministrator = Refusal<'LastAdministrator'>

/** Gives a member other roles in the caller's company. A company always keeps an active administrator. */
export async function changeUserRoles(
  unit: UnitOfWork,
  input: { readonly userId: string; readonly expectedVersion: number; readonly roleCodes: readonly string[] },
): Promise<User | UserNotFound | StaleVersion | RoleNotFound | PermissionNotHeld | LastAdministrator> {
  const { tx, caller } = unit
  const user = await findMember(tx, caller.companyId, input.userId)
  if (!user) return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale
  const roleCodes = await chooseRolesToGive(unit, input.roleCodes, user.roleCodes)
  if (isRefusal(roleCodes)) return roleCodes
  if (!roleCodes.includes(administratorRole)) {
    const orphaned = await companiesAdministeredOnlyBy(tx, [caller.companyId], user.id)
    if (orphaned.length > 0) return refuse('LastAdministrator')
  }

  await actFor(tx, user.id)
  await saveUser(tx, user, { active: user.active })
  await replaceRoles(tx, caller.companyId, user.id, roleCodes)
  await announceMemberships(unit, [caller.companyId], user.id)
  await noteInCompany(unit, { kind: 'ROLES_CHANGED', userId: user.id })
  return { ...user, roleCodes, version: user.version + 1 }
}
