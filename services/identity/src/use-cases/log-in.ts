import type { Logger, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { Company } from '../domain/company.ts'
import { type ThrottleKey, throttleKeys } from '../domain/login-throttle.ts'
import type { CompanyNotChosen, LoginRefused, LoginThrottled, Session } from '../domain/session.ts'
import { normalizeUsername } from '../domain/user.ts'
import { findCompanies } from '../store/companies.ts'
import { countAttempt, forgiveAttempt, isKnownOrigin, rememberOrigin } from '../store/login-throttle.ts'
import type { Passwords } from '../store/passwords.ts'
import { insertSession } from '../store/sessions.ts'
import { type Account, companiesOf, findAccount, savePasswordHash } from '../store/users.ts'
import { actFor, lookForLoginName } from '../store/windows.ts'
import { issueSession, type SessionIssuer } from './issue-session.ts'

export interface LoginTools<Tx extends Sql = Sql> extends SessionIssuer {
  readonly transactor: Transactor<Tx>
  readonly passwords: Passwords
  readonly logger: Logger
}

export interface LoginInput {
  readonly username: string
  readonly password: string
  readonly companyCode?: string | null | undefined
  /** Where the request came from: the client's address as the gateway saw it. */
  readonly origin: string
}

/**
 * Three steps, so that no transaction is open while a password is hashed: count the attempt, check the password,
 * start the session. A wrong name, password, company and a disabled user all get the same answer after the same work.
 */
export async function logIn(
  tools: LoginTools,
  input: LoginInput,
): Promise<Session | LoginRefused | LoginThrottled | CompanyNotChosen> {
  const username = normalizeUsername(input.username).slice(0, 100)
  const admitted = await tools.transactor.system([], 'count-login', (unit) => admit(unit, username, input.origin))
  if (isRefusal(admitted)) return admitted

  const matches = await tools.passwords.matches(admitted.account?.passwordHash, input.password.slice(0, 1_000))
  if (isRefusal(matches)) return matches
  const account = admitted.account
  if (!account || !matches) {
    tools.logger.info({ known: account !== undefined, origin: input.origin }, 'login refused')
    return refuse('LoginRefused')
  }

  const freshHash = tools.passwords.isOutdated(account.passwordHash)
    ? await tools.passwords.hash(input.password)
    : undefined
  return tools.transactor.system([], 'log-in', (unit) =>
    startSession(unit, tools, { account, keys: admitted.keys, freshHash, input }),
  )
}

interface Admitted {
  readonly account: Account | undefined
  readonly keys: readonly ThrottleKey[]
}

async function admit(unit: UnitOfWork, username: string, origin: string): Promise<Admitted | LoginThrottled> {
  await lookForLoginName(unit.tx, username)
  const account = await findAccount(unit.tx, { username })
  let known = false
  if (account) {
    await actFor(unit.tx, account.id)
    known = await isKnownOrigin(unit.tx, account.id, origin)
  }
  const keys = throttleKeys(username, origin, known)
  const retryAfterSeconds = await countAttempt(unit.tx, keys)
  return retryAfterSeconds > 0 ? refuse('LoginThrottled', { retryAfterSeconds }) : { account, keys }
}

async function startSession(
  unit: UnitOfWork,
  tools: LoginTools,
  login: { account: Account; keys: readonly ThrottleKey[]; freshHash: string | undefined; input: LoginInput },
): Promise<Session | LoginRefused | CompanyNotChosen> {
  const { tx, now } = unit
  await actFor(tx, login.account.id)
  const account = await findAccount(tx, { id: login.account.id })
  if (!account?.active) return refuse('LoginRefused')
  const company = await chooseCompany(tx, account, login.input.companyCode ?? undefined)
  if (isRefusal(company)) return company

  await forgiveAttempt(tx, login.keys)
  if (login.input.origin !== '') await rememberOrigin(tx, account.id, login.input.origin)
  if (login.freshHash !== undefined) await savePasswordHash(tx, account.id, login.freshHash)
  const session = { id: newId(), userId: account.id, companyId: company?.id ?? null, days: tools.times.sessionDays }
  await insertSession(tx, session)
  return issueSession(tx, tools, session.id, account, company, now)
}

/** The company of a new session: the one named, else the only one; none for an administrator who belongs to none yet. */
async function chooseCompany(
  tx: Sql,
  account: Account,
  companyCode: string | undefined,
): Promise<Company | undefined | LoginRefused | CompanyNotChosen> {
  const companies = await findCompanies(tx, await companiesOf(tx, account.id))
  if (companyCode !== undefined) {
    return companies.find((company) => company.code === companyCode.trim().toUpperCase()) ?? refuse('LoginRefused')
  }
  if (companies.length === 0) return account.administersInstallation ? undefined : refuse('LoginRefused')
  if (companies.length === 1) return companies[0]
  return refuse('CompanyNotChosen', { companyCodes: companies.map((company) => company.code).sort() })
}
