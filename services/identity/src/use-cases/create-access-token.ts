import type { UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import type { ApiKey } from '../domain/api-key.ts'
import { type ThrottleKey, throttleKeys } from '../domain/login-throttle.ts'
import { type LoginThrottled, noCompany } from '../domain/session.ts'
import { findPresentedKey, prefixOf, useApiKey } from '../store/api-keys.ts'
import { countFailure, forgiveFailures, isKnownOrigin, rememberOrigin, secondsToWait } from '../store/login-throttle.ts'
import { tokenRightsOf } from '../store/rights.ts'
import { permissionsIn } from '../store/roles.ts'
import { findAccount } from '../store/users.ts'
import { actFor, lookForApiKey, scopeTo } from '../store/windows.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor } from './note-security-event.ts'
import { signAccessToken } from './sign-access-token.ts'

export type ApiKeyRefused = Refusal<'ApiKeyRefused'>

/** What a key buys: a token like that of a person, for part of what the account's roles allow. */
export interface AccessToken {
  /** The id of the key, for the audit trail. */
  readonly id: string
  readonly accessToken: string
  readonly expiresAt: Date
  readonly permissions: readonly string[]
}

/**
 * Trades an API key for a short access token. A wrong one, an ended one and one of a disabled account get the same
 * answer; only what is not the key counts as a guess, and guesses are slowed like those at a password.
 */
export async function createAccessToken(
  tools: LoginTools,
  { apiKey, origin }: { readonly apiKey: string; readonly origin: string },
): Promise<AccessToken | ApiKeyRefused | LoginThrottled> {
  const { transactor } = tools
  const prefix = prefixOf(apiKey) ?? ''
  const counted = `api-key:${prefix}`
  return tools.accountQueue(counted, async () => {
    const { presented, throttles, retryAfterSeconds } = await transactor.read([], async (tx) => {
      await lookForApiKey(tx, prefix)
      const found = await findPresentedKey(tx, apiKey)
      const userId = found?.key.userId ?? noCompany
      await actFor(tx, userId)
      const keys = throttleKeys(counted, origin, await isKnownOrigin(tx, userId, origin))
      return { presented: found, throttles: keys, retryAfterSeconds: await secondsToWait(tx, keys) }
    })
    if (retryAfterSeconds > 0) return refuse('LoginThrottled', { retryAfterSeconds })
    if (!presented?.isRight) {
      await transactor.system([], 'count-failed-key', async ({ tx }) => {
        await countFailure(tx, throttles)
        await noteAtTheDoor(tx, { kind: 'API_KEY_REFUSED', userId: presented?.key.userId, origin })
      })
      return refuse('ApiKeyRefused')
    }
    return transactor.system([], 'create-access-token', (unit) => buy(unit, tools, presented.key, throttles, origin))
  })
}

async function buy(
  { tx, now }: UnitOfWork,
  tools: LoginTools,
  key: ApiKey,
  throttles: readonly ThrottleKey[],
  origin: string,
): Promise<AccessToken | ApiKeyRefused> {
  await scopeTo(tx, [key.companyId])
  await actFor(tx, key.userId)
  const account = await findAccount(tx, tools.persons, { id: key.userId })
  if (!account?.active || !(await useApiKey(tx, key.id, now))) return refuse('ApiKeyRefused')
  await forgiveFailures(tx, throttles)
  if (origin !== '') await rememberOrigin(tx, account.id, origin)

  const rights = await tokenRightsOf(tx, key.companyId, account.id)
  const held = await permissionsIn(tx, key.companyId, account.id)
  const claims = { companyId: key.companyId, ...rights, permissions: key.permissions, apiKeyId: key.id }
  const token = await signAccessToken(tools, account, claims, now, key.expiresAt)
  return { id: key.id, ...token, permissions: key.permissions.filter((permission) => held.includes(permission)) }
}
