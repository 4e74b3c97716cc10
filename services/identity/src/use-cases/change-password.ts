import type { Caller } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { type LoginThrottled, noCompany } from '../domain/session.ts'
import type { PasswordTooCommon, PasswordTooWeak } from '../domain/user.ts'
import { forgiveFailures } from '../store/login-throttle.ts'
import { endSessions } from '../store/sessions.ts'
import { savePasswordHash } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { hashFirstPassword } from './create-user.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor } from './note-security-event.ts'
import { checkOwnPassword, type PasswordWrong } from './own-password.ts'

export interface PasswordChange {
  readonly currentPassword: string
  readonly newPassword: string
  readonly origin: string
}

/** Gives the caller another password and ends all their sessions, whoever holds them. The current one is asked for. */
export async function changePassword(
  tools: LoginTools,
  caller: Caller,
  { currentPassword, newPassword, origin }: PasswordChange,
): Promise<{ readonly id: string } | PasswordWrong | PasswordTooWeak | PasswordTooCommon | LoginThrottled> {
  const { transactor, passwords } = tools
  return tools.accountQueue(caller.username, async () => {
    const known = await checkOwnPassword(tools, caller, { password: currentPassword, origin })
    if (isRefusal(known)) return known
    const { account, keys } = known
    const hash = await hashFirstPassword(passwords, account.username, newPassword)
    if (isRefusal(hash)) return hash
    return transactor.transact(actingAlone(caller), 'changePassword', async ({ tx }) => {
      await actFor(tx, account.id)
      await forgiveFailures(tx, keys)
      await savePasswordHash(tx, account.id, hash)
      await endSessions(tx, { userId: account.id }, 'PASSWORD_CHANGED')
      await noteAtTheDoor(tx, { kind: 'PASSWORD_CHANGED', userId: account.id, actorId: account.id, origin })
      return { id: account.id }
    })
  })
}

/** The caller as they act on their own account: whoever works in no company has no scope. */
export function actingAlone(caller: Caller): Caller {
  return caller.companyId === noCompany ? { ...caller, companyId: '' } : caller
}
