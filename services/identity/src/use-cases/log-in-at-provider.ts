import type { Sql } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { AccountNotLinked } from '../domain/linked-account.ts'
import type { ThrottleKey } from '../domain/login-throttle.ts'
import type { SecondFactorMissing, SecondFactorRequired } from '../domain/second-factor.ts'
import type { CompanyNotChosen, LoginRefused, LoginThrottled, Session } from '../domain/session.ts'
import type { ProvenAccount, ProviderNotFound, SignInAttemptEnded, SignInRefused } from '../domain/sign-in-attempt.ts'
import { findLinkedUser, useLinkedAccount } from '../store/linked-accounts.ts'
import { rememberOrigin, secondsToWait } from '../store/login-throttle.ts'
import { actFor, lookForLinkedAccount } from '../store/windows.ts'
import { countFailedLogin } from './note-security-event.ts'
import { type BegunSignIn, beginAttempt, openAttempt, type ProviderTools, provenBy } from './sign-in-attempt.ts'
import { startSession } from './start-session.ts'

/** Begins a login at a provider; what the client is given works only together with what the provider sends back. */
export function beginProviderLogin(
  tools: ProviderTools,
  { provider, companyCode }: { readonly provider: string; readonly companyCode: string | null },
): Promise<BegunSignIn | ProviderNotFound | SignInRefused> {
  return beginAttempt(tools, { provider, companyCode, userId: null })
}

/**
 * Starts the session of whoever is linked with the account the provider vouches for: as after the right password, so a
 * disabled user gets none and a second factor is asked for. Names and addresses the provider knows are not looked at.
 */
export async function completeProviderLogin(
  tools: ProviderTools,
  input: { readonly attempt: string; readonly callback: string; readonly origin: string },
): Promise<
  | Session
  | LoginRefused
  | LoginThrottled
  | CompanyNotChosen
  | SecondFactorRequired
  | SecondFactorMissing
  | AccountNotLinked
  | SignInAttemptEnded
  | ProviderNotFound
  | SignInRefused
> {
  const { transactor } = tools
  const { origin } = input
  const attempt = openAttempt(tools, input.attempt, null)
  if (isRefusal(attempt)) return attempt
  const keys: readonly ThrottleKey[] = origin === '' ? [] : [{ kind: 'ORIGIN', counted: origin }]
  const retryAfterSeconds = await transactor.read([], (tx) => secondsToWait(tx, keys))
  if (retryAfterSeconds > 0) return refuse('LoginThrottled', { retryAfterSeconds })

  const proven = await provenBy(tools, attempt, input.callback)
  if (isRefusal(proven)) {
    const isGuess = proven.refusal === 'SignInRefused' && proven.reason === 'NOT_TRUSTED'
    if (isGuess) await transactor.system([], 'count-failed-login', ({ tx }) => countFailedLogin(tx, keys, { origin }))
    return proven
  }
  const userId = await transactor.read([], (tx) => linkedUser(tx, proven))
  const outcome = userId && (await startFor(tools, { ...attempt, ...proven, userId, origin }))
  if (outcome && !('refusal' in outcome && outcome.refusal === 'LoginRefused')) {
    return 'told' in outcome ? outcome.told : outcome
  }
  await transactor.system([], 'count-failed-login', ({ tx }) => countFailedLogin(tx, keys, { userId, origin }))
  return outcome || refuse('AccountNotLinked')
}

function startFor(
  tools: ProviderTools,
  login: ProvenAccount & { readonly userId: string; readonly companyCode: string | null; readonly origin: string },
) {
  return tools.transactor.system([], 'log-in-at-provider', async (unit) => {
    await actFor(unit.tx, login.userId)
    if (!(await useLinkedAccount(unit.tx, { ...login, at: unit.now }))) return refuse('LoginRefused')
    if (login.origin !== '') await rememberOrigin(unit.tx, login.userId, login.origin)
    return startSession(unit, tools, login.userId, login)
  })
}

async function linkedUser(tx: Sql, account: ProvenAccount): Promise<string | undefined> {
  await lookForLinkedAccount(tx, account)
  return findLinkedUser(tx, account)
}
