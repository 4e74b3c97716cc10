import type { FieldCipher, UnitOfWork } from '@erp/service-kit'
import { refuse } from '@erp/values'
import type { ThrottleKey } from '../domain/login-throttle.ts'
import type { SecondFactor } from '../domain/second-factor.ts'
import type { LoginThrottled } from '../domain/session.ts'
import { acceptedStep, normalizeRecoveryCode } from '../domain/totp.ts'
import { countFailure, secondsToWait } from '../store/login-throttle.ts'
import { secretOf, useRecoveryCode, useStep } from '../store/second-factors.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor } from './note-security-event.ts'

/** Whether the code is right now, and used up with that. A recovery code stands in for it, once the factor is confirmed. */
export async function acceptCode(
  { tx, now }: Pick<UnitOfWork, 'tx' | 'now'>,
  fields: FieldCipher,
  factor: SecondFactor,
  typed: string,
): Promise<boolean> {
  const step = acceptedStep(secretOf(fields, factor), typed.slice(0, 100), now, factor.lastStep)
  if (step !== undefined) return useStep(tx, factor.userId, step)
  const recoveryCode = factor.confirmedAt ? normalizeRecoveryCode(typed.slice(0, 100)) : undefined
  return recoveryCode !== undefined && useRecoveryCode(tx, factor.userId, recoveryCode)
}

/**
 * Guesses at a code are counted for the account alone, wherever they come from: whoever guesses knows the password already,
 * and a right password does not forgive them.
 */
export function codeThrottle(userId: string): readonly ThrottleKey[] {
  return [{ kind: 'ACCOUNT', counted: `second-factor:${userId}` }]
}

/** Looks at a code unless too many were wrong before; one after another for each account. A wrong one is counted. */
export async function guardCode<Outcome>(
  { transactor, accountQueue }: LoginTools,
  { userId, origin }: { readonly userId: string; readonly origin: string },
  look: () => Promise<Outcome>,
  isWrong: (outcome: Outcome) => boolean,
): Promise<Outcome | LoginThrottled> {
  const keys = codeThrottle(userId)
  return accountQueue(`second-factor:${userId}`, async () => {
    const retryAfterSeconds = await transactor.read([], (tx) => secondsToWait(tx, keys))
    if (retryAfterSeconds > 0) return refuse('LoginThrottled', { retryAfterSeconds })
    const outcome = await look()
    if (isWrong(outcome)) {
      await transactor.system([], 'count-failed-code', async ({ tx }) => {
        await countFailure(tx, keys)
        await noteAtTheDoor(tx, { kind: 'SECOND_FACTOR_FAILED', userId, origin })
      })
    }
    return outcome
  })
}
