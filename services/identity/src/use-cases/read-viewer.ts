import type { Caller, PersonKeys, Sql, Transactor } from '@erp/service-kit'
import type { SignedInCompany, SignedInUser } from '../domain/session.ts'
import { isKeyRunning } from '../store/api-keys.ts'
import { findCompany } from '../store/companies.ts'
import { isSessionRunning } from '../store/sessions.ts'
import { findAccount } from '../store/users.ts'
import { actFor } from '../store/windows.ts'

export interface Viewer {
  readonly user: SignedInUser
  readonly company: SignedInCompany | null
  readonly permissions: readonly string[]
}

/**
 * The caller as the database knows them now, with the permissions of the token they came with. Undefined for a user
 * disabled, and a key revoked or session ended since the token was made: the gateway asks for this now and then, and turns them away.
 */
export async function readViewer(
  transactor: Transactor<Sql>,
  persons: PersonKeys,
  caller: Caller,
): Promise<Viewer | undefined> {
  return transactor.read([caller.companyId], async (tx) => {
    await actFor(tx, caller.userId)
    const account = await findAccount(tx, persons, { id: caller.userId })
    if (account?.active === false || (caller.apiKeyId && !(await isKeyRunning(tx, caller.apiKeyId)))) return undefined
    if (caller.sessionId && !(await isSessionRunning(tx, caller.sessionId))) return undefined
    const company = await findCompany(tx, caller.companyId)
    return {
      user: {
        id: caller.userId,
        username: account?.username ?? caller.username,
        displayName: account?.displayName ?? caller.username,
      },
      company: company ? { id: company.id, code: company.code, name: company.name } : null,
      permissions: [...caller.permissions].sort(),
    }
  })
}
