import type { PersonKeys, Sql, Transactor } from '@erp/service-kit'
import { isRefusal, newId } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import { checkNames, normalizeUsername, type PasswordTooCommon, type PasswordTooWeak } from '../domain/user.ts'
import type { Passwords } from '../store/passwords.ts'
import { findAccount, insertUser } from '../store/users.ts'
import { actFor, lookForLoginName } from '../store/windows.ts'
import { hashFirstPassword } from './create-user.ts'

/** Creates the administrator of the installation, unless a user of that name exists. */
export async function createFirstAdministrator(
  transactor: Transactor<Sql>,
  { passwords, persons }: { readonly passwords: Passwords; readonly persons: PersonKeys },
  input: { readonly username: string; readonly password: string },
): Promise<
  { readonly username: string; readonly created: boolean } | InvalidInput | PasswordTooWeak | PasswordTooCommon
> {
  const username = normalizeUsername(input.username)
  const unusable = checkNames(username, username)
  if (unusable) return unusable
  const passwordHash = await hashFirstPassword(passwords, username, input.password)
  if (isRefusal(passwordHash)) return passwordHash

  return transactor.system([], 'create-first-administrator', async ({ tx }) => {
    await lookForLoginName(tx, persons, username)
    if (await findAccount(tx, persons, { username })) return { username, created: false }
    const id = newId()
    await actFor(tx, id)
    const created = await insertUser(tx, persons, {
      id,
      username,
      displayName: username,
      passwordHash,
      administersInstallation: true,
    })
    return { id, username, created }
  })
}
