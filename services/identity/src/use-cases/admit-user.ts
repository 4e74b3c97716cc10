import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import type { PermissionNotHeld, RoleNotFound } from '../domain/role.ts'
import { normalizeUsername, type User } from '../domain/user.ts'
import { findAccount, findMember, insertMembership, replaceRoles, saveUser } from '../store/users.ts'
import { actFor, lookForLoginName } from '../store/windows.ts'
import { announceMemberships } from './announce-rights.ts'
import { chooseRolesToGive } from './choose-roles.ts'
import { noteInCompany } from './note-security-event.ts'

export type UserNotFound = Refusal<'UserNotFound'>
export type UserAlreadyMember = Refusal<'UserAlreadyMember'>

/** Lets a person, known by login name, into the caller's company. A service account stays in the company it was made in. */
export async function admitUser(
  unit: UnitOfWork,
  persons: PersonKeys,
  input: { readonly username: string; readonly roleCodes: readonly string[] },
): Promise<User | InvalidInput | RoleNotFound | PermissionNotHeld | UserNotFound | UserAlreadyMember> {
  const { tx, caller } = unit
  if (input.roleCodes.length === 0) return refuse('InvalidInput', { field: 'roleCodes', problem: 'NONE_GIVEN' })
  const roleCodes = await chooseRolesToGive(unit, input.roleCodes)
  if (isRefusal(roleCodes)) return roleCodes

  const username = normalizeUsername(input.username)
  await lookForLoginName(tx, persons, username)
  const account = await findAccount(tx, persons, { username })
  if (!account?.active || account.kind !== 'PERSON') return refuse('UserNotFound')
  if (await findMember(tx, caller.companyId, account.id)) return refuse('UserAlreadyMember')

  await actFor(tx, account.id)
  await insertMembership(tx, caller.companyId, account.id)
  await replaceRoles(tx, caller.companyId, account.id, roleCodes)
  const user = await findMember(tx, caller.companyId, account.id)
  if (!user) throw new Error('A member just admitted cannot be read back')
  await saveUser(tx, user, { active: user.active })
  await announceMemberships(unit, [caller.companyId], user.id)
  await noteInCompany(unit, { kind: 'ROLES_CHANGED', userId: user.id })
  return { ...user, version: user.version + 1 }
}
