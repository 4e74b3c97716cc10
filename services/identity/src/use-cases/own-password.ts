import type { Caller } from '@erp/service-kit'
import { isRefusal, type Refusal, refuse } from '@erp/values'
import { type ThrottleKey, throttleKeys } from '../domain/login-throttle.ts'
import type { LoginThrottled } from '../domain/session.ts'
import { isKnownOrigin, secondsToWait } from '../store/login-throttle.ts'
import { type Account, findAccount } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import type { LoginTools } from './log-in.ts'
import { countFailedLogin } from './note-security-event.ts'

export type PasswordWrong = Refusal<'PasswordWrong'>

export interface KnownByPassword {
  readonly account: Account
  /** What is forgiven once the change is made. */
  readonly keys: readonly ThrottleKey[]
}

/**
 * Asks the caller for their password before something that a stolen access token must not be enough for. Guesses count
 * like those of a login; the caller's queue is held meanwhile.
 */
export async function checkOwnPassword(
  { transactor, passwords, persons }: LoginTools,
  caller: Caller,
  { password, origin }: { readonly password: string; readonly origin: string },
): Promise<KnownByPassword | PasswordWrong | LoginThrottled> {
  const { account, keys, retryAfterSeconds } = await transactor.read([], async (tx) => {
    await actFor(tx, caller.userId)
    const known = await isKnownOrigin(tx, caller.userId, origin)
    const counted = throttleKeys(caller.username, origin, known)
    return {
      account: await findAccount(tx, persons, { id: caller.userId }),
      keys: counted,
      retryAfterSeconds: await secondsToWait(tx, counted),
    }
  })
  if (retryAfterSeconds > 0) return refuse('LoginThrottled', { retryAfterSeconds })

  const matches = await passwords.matches(account?.passwordHash, password.slice(0, 1_000))
  if (isRefusal(matches)) return matches
  if (account && matches) return { account, keys }
  await transactor.system([], 'count-failed-login', ({ tx }) =>
    countFailedLogin(tx, keys, { userId: caller.userId, origin }),
  )
  return refuse('PasswordWrong')
}
