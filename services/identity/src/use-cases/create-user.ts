import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import type { PermissionNotHeld, RoleNotFound } from '../domain/role.ts'
import {
  checkNames,
  checkPassword,
  normalizeUsername,
  type PasswordTooCommon,
  type PasswordTooWeak,
  type User,
} from '../domain/user.ts'
import type { Passwords } from '../store/passwords.ts'
import { findMember, insertMembership, insertUser, replaceRoles } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { announceMemberships } from './announce-rights.ts'
import { chooseRolesToGive } from './choose-roles.ts'

export type UsernameTaken = Refusal<'UsernameTaken', { username: string }>

export interface NewUserInput {
  readonly username: string
  readonly displayName: string
  /** Null for a service account, which has none. */
  readonly passwordHash: string | null
  readonly roleCodes: readonly string[]
}

/** Hashes an acceptable first password, before the transaction: hashing takes longer than a transaction should. */
export async function hashFirstPassword(
  passwords: Passwords,
  username: string,
  password: string,
): Promise<string | PasswordTooWeak | PasswordTooCommon> {
  return checkPassword(normalizeUsername(username), password) ?? passwords.hash(password)
}

/** Creates a user who belongs to the caller's company with at least one role. */
export async function createUser(
  unit: UnitOfWork,
  persons: PersonKeys,
  input: NewUserInput,
): Promise<User | InvalidInput | RoleNotFound | PermissionNotHeld | UsernameTaken> {
  const { tx, caller } = unit
  const username = normalizeUsername(input.username)
  const unusable = checkNames(username, input.displayName)
  if (unusable) return unusable
  if (input.roleCodes.length === 0) return refuse('InvalidInput', { field: 'roleCodes', problem: 'NONE_GIVEN' })
  const roleCodes = await chooseRolesToGive(unit, input.roleCodes)
  if (isRefusal(roleCodes)) return roleCodes

  const id = newId()
  await actFor(tx, id)
  const inserted = await insertUser(tx, persons, {
    id,
    username,
    displayName: input.displayName.trim(),
    passwordHash: input.passwordHash,
    administersInstallation: false,
  })
  if (!inserted) return refuse('UsernameTaken', { username })
  await insertMembership(tx, caller.companyId, id)
  await replaceRoles(tx, caller.companyId, id, roleCodes)
  await announceMemberships(unit, [caller.companyId], id)
  const user = await findMember(tx, caller.companyId, id)
  if (!user) throw new Error('A user just created cannot be read back')
  return user
}
