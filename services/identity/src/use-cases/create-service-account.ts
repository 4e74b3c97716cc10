import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import type { InvalidInput } from '../domain/company.ts'
import type { PermissionNotHeld, RoleNotFound } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { createUser, type NewUserInput, type UsernameTaken } from './create-user.ts'

/** Creates a user for a program of the caller's company: it has no password and comes in with a key. */
export function createServiceAccount(
  unit: UnitOfWork,
  persons: PersonKeys,
  input: Omit<NewUserInput, 'passwordHash'>,
): Promise<User | InvalidInput | RoleNotFound | PermissionNotHeld | UsernameTaken> {
  return createUser(unit, persons, { ...input, passwordHash: null })
}
