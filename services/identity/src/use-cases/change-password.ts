import type { Caller } from '@erp/service-kit'
import { isRefusal, type Refusal, refuse } from '@erp/values'
import { throttleKeys } from '../domain/login-throttle.ts'
import { type LoginThrottled, noCompany } from '../domain/session.ts'
import type { PasswordTooCommon, PasswordTooWeak } from '../domain/user.ts'
import { countFailure, forgiveFailures, isKnownOrigin, secondsToWait } from '../store/login-throttle.ts'
import { endSessions } from '../store/sessions.ts'
import { findAccount, savePasswordHash } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { hashFirstPassword } from './create-user.ts'
import type { LoginTools } from './log-in.ts'

export type PasswordWrong = Refusal<'PasswordWrong'>

export interface PasswordChange {
  readonly currentPassword: string
  readonly newPassword: string
  readonly origin: string
}

/**
 * Gives the caller another password and ends all their sessions, whoever holds them. The current one is asked for, and
 * guesses at it count like those of a login: a stolen access token is no way around the wait.
 */
export async function changePassword(
  tools: LoginTools,
  caller: Caller,
  { currentPassword, newPassword, origin }: PasswordChange,
): Promise<{ readonly id: string } | PasswordWrong | PasswordTooWeak | PasswordTooCommon | LoginThrottled> {
  const { transactor, passwords } = tools
  return tools.accountQueue(caller.username, async () => {
    const { account, keys, retryAfterSeconds } = await transactor.read([], async (tx) => {
      await actFor(tx, caller.userId)
      const known = await isKnownOrigin(tx, caller.userId, origin)
      const counted = throttleKeys(caller.username, origin, known)
      return {
        account: await findAccount(tx, { id: caller.userId }),
        keys: counted,
        retryAfterSeconds: await secondsToWait(tx, counted),
      }
    })
    if (retryAfterSeconds > 0) return refuse('LoginThrottled', { retryAfterSeconds })

    const matches = await passwords.matches(account?.passwordHash, currentPassword.slice(0, 1_000))
    if (isRefusal(matches)) return matches
    if (!account || !matches) {
      await transactor.system([], 'count-failed-login', ({ tx }) => countFailure(tx, keys))
      return refuse('PasswordWrong')
    }
    const hash = await hashFirstPassword(passwords, account.username, newPassword)
    if (isRefusal(hash)) return hash
    const asCaller = caller.companyId === noCompany ? { ...caller, companyId: '' } : caller
    return transactor.transact(asCaller, 'changePassword', async ({ tx }) => {
      await actFor(tx, account.id)
      await forgiveFailures(tx, keys)
      await savePasswordHash(tx, account.id, hash)
      await endSessions(tx, { userId: account.id }, 'PASSWORD_CHANGED')
      return { id: account.id }
    })
  })
}
