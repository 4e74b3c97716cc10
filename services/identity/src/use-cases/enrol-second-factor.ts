import type { Caller } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { SecondFactorActive, SecondFactorNotBegun, SecondFactorWrong } from '../domain/second-factor.ts'
import type { LoginThrottled } from '../domain/session.ts'
import { newRecoveryCodes, newTotpSecret, otpauthUri } from '../domain/totp.ts'
import { forgiveFailures } from '../store/login-throttle.ts'
import { findSecondFactor, confirmSecondFactor as keepConfirmed, saveSecret } from '../store/second-factors.ts'
import { actFor } from '../store/windows.ts'
import { acceptCode, codeThrottle, guardCode } from './accept-code.ts'
import { actingAlone } from './change-password.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor } from './note-security-event.ts'
import { checkOwnPassword, type PasswordWrong } from './own-password.ts'

/** Makes a secret for the caller's app, shown this once; it counts for nothing until its first code confirms it. */
export async function beginSecondFactor(
  tools: LoginTools,
  caller: Caller,
  asked: { readonly password: string; readonly origin: string },
): Promise<{ readonly id: string; readonly otpauthUri: string } | PasswordWrong | LoginThrottled | SecondFactorActive> {
  return tools.accountQueue(caller.username, async () => {
    const known = await checkOwnPassword(tools, caller, asked)
    if (isRefusal(known)) return known
    const { account, keys } = known
    return tools.transactor.transact(actingAlone(caller), 'beginSecondFactor', async ({ tx }) => {
      await actFor(tx, account.id)
      await forgiveFailures(tx, keys)
      const secret = newTotpSecret()
      if (!(await saveSecret(tx, tools.fields, account.id, secret))) return refuse('SecondFactorActive')
      return { id: account.id, otpauthUri: otpauthUri(secret, account.username) }
    })
  })
}

/** The first code proves that the app has the secret: from now on logins ask for one. Shows the recovery codes once. */
export async function confirmSecondFactor(
  tools: LoginTools,
  caller: Caller,
  { code, origin }: { readonly code: string; readonly origin: string },
): Promise<
  | { readonly id: string; readonly recoveryCodes: readonly string[] }
  | SecondFactorNotBegun
  | SecondFactorActive
  | SecondFactorWrong
  | LoginThrottled
> {
  const confirm = () =>
    tools.transactor.transact(actingAlone(caller), 'confirmSecondFactor', async (unit) => {
      const { tx, now } = unit
      await actFor(tx, caller.userId)
      const factor = await findSecondFactor(tx, caller.userId)
      if (!factor) return refuse('SecondFactorNotBegun')
      if (factor.confirmedAt) return refuse('SecondFactorActive')
      if (!(await acceptCode(unit, tools.fields, factor, code))) return refuse('SecondFactorWrong')
      await forgiveFailures(tx, codeThrottle(caller.userId))
      const recoveryCodes = newRecoveryCodes()
      await keepConfirmed(tx, caller.userId, recoveryCodes, now)
      await noteAtTheDoor(tx, { kind: 'SECOND_FACTOR_SET_UP', userId: caller.userId, actorId: caller.userId, origin })
      return { id: caller.userId, recoveryCodes }
    })
  return guardCode(
    tools,
    { userId: caller.userId, origin },
    confirm,
    (answer) => isRefusal(answer) && answer.refusal === 'SecondFactorWrong',
  )
}
