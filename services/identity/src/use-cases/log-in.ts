import type { BlindIndex, FieldCipher, Logger, PersonKeys, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import { type ThrottleKey, throttleKeys } from '../domain/login-throttle.ts'
import type { SecondFactorMissing, SecondFactorRequired } from '../domain/second-factor.ts'
import {
  type CompanyNotChosen,
  type LoginRefused,
  type LoginThrottled,
  noCompany,
  type Session,
} from '../domain/session.ts'
import { normalizeUsername } from '../domain/user.ts'
import { forgiveFailures, isKnownOrigin, rememberOrigin, secondsToWait } from '../store/login-throttle.ts'
import type { Passwords } from '../store/passwords.ts'
import { type Account, findAccount, savePasswordHash } from '../store/users.ts'
import { actFor, lookForLoginName } from '../store/windows.ts'
import type { SessionIssuer } from './issue-session.ts'
import type { KeyedQueue } from './keyed-queue.ts'
import { countFailedLogin } from './note-security-event.ts'
import { startSession } from './start-session.ts'

export interface LoginTools<Tx extends Sql = Sql> extends SessionIssuer {
  readonly transactor: Transactor<Tx>
  readonly passwords: Passwords
  readonly logger: Logger
  readonly accountQueue: KeyedQueue
  /** Seals what a second factor is made of, and how people are reached. */
  readonly fields: FieldCipher
  /** Opens and finds what people are called. */
  readonly persons: PersonKeys
  /** Finds people by how they are reached. */
  readonly index: BlindIndex
}

export interface LoginInput {
  readonly username: string
  readonly password: string
  readonly companyCode?: string | null | undefined
  /** Where the request came from: the client's address as the gateway saw it. */
  readonly origin: string
}

/**
 * Steps apart, so that no transaction is open while a password is hashed. Attempts at one account are looked at one
 * after another, so that guesses sent at the same time are all counted. A wrong name, password or company and a disabled
 * user get the same answer after the same work.
 */
export async function logIn(
  tools: LoginTools,
  input: LoginInput,
): Promise<Session | LoginRefused | LoginThrottled | CompanyNotChosen | SecondFactorRequired | SecondFactorMissing> {
  const username = normalizeUsername(input.username).slice(0, 100)
  return tools.accountQueue(username, async () => {
    const admitted = await tools.transactor.read([], (tx) => admit(tx, tools, username, input.origin))
    if (isRefusal(admitted)) return admitted
    const { account, keys } = admitted

    const matches = await tools.passwords.matches(account?.passwordHash, input.password.slice(0, 1_000))
    if (isRefusal(matches)) return matches
    if (!account?.active || !matches) {
      await tools.transactor.system([], 'count-failed-login', ({ tx }) =>
        countFailedLogin(tx, keys, { userId: account?.id, origin: input.origin }),
      )
      tools.logger.info({ userId: account?.id, origin: input.origin }, 'login refused')
      return refuse('LoginRefused')
    }
    await tools.transactor.system([], 'accept-password', (unit) => acceptPassword(unit, tools, account, keys, input))
    const outcome = await tools.transactor.system([], 'log-in', (unit) => startSession(unit, tools, account.id, input))
    return 'told' in outcome ? outcome.told : outcome
  })
}

interface Admitted {
  readonly account: Account | undefined
  readonly keys: readonly ThrottleKey[]
}

async function admit(
  tx: Sql,
  { persons }: LoginTools,
  username: string,
  origin: string,
): Promise<Admitted | LoginThrottled> {
  await lookForLoginName(tx, persons, username)
  const account = await findAccount(tx, persons, { username })
  // Asked for unknown names too, so that they take as long as known ones.
  await actFor(tx, account?.id ?? noCompany)
  const keys = throttleKeys(username, origin, await isKnownOrigin(tx, account?.id ?? noCompany, origin))
  const retryAfterSeconds = await secondsToWait(tx, keys)
  return retryAfterSeconds > 0 ? refuse('LoginThrottled', { retryAfterSeconds }) : { account, keys }
}

/** The password was right: what was counted is forgiven, even when no session follows because of the company. */
async function acceptPassword(
  { tx }: UnitOfWork,
  { passwords }: LoginTools,
  account: Account,
  keys: readonly ThrottleKey[],
  { password, origin }: LoginInput,
): Promise<void> {
  await actFor(tx, account.id)
  await forgiveFailures(tx, keys)
  if (origin !== '') await rememberOrigin(tx, account.id, origin)
  if (account.passwordHash !== undefined && passwords.isOutdated(account.passwordHash)) {
    await savePasswordHash(tx, account.id, await passwords.hash(password))
  }
}
