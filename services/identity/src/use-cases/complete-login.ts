import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { ChallengeEnded, LoginChallenge, SecondFactorWrong } from '../domain/second-factor.ts'
import type { LoginRefused, LoginThrottled, Session } from '../domain/session.ts'
import { newRecoveryCodes } from '../domain/totp.ts'
import { findCompanies } from '../store/companies.ts'
import { forgiveFailures } from '../store/login-throttle.ts'
import {
  challengeHash,
  confirmSecondFactor,
  findChallenge,
  findSecondFactor,
  useChallenge,
} from '../store/second-factors.ts'
import { insertSession } from '../store/sessions.ts'
import { findAccount } from '../store/users.ts'
import { actFor, lookForChallenge } from '../store/windows.ts'
import { acceptCode, codeThrottle, guardCode } from './accept-code.ts'
import { issueSession } from './issue-session.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor, noteOddHour } from './note-security-event.ts'

export interface CompleteLoginInput {
  readonly challenge: string
  readonly code: string
  readonly origin: string
}

export interface CompletedLogin extends Session {
  /** Only when the second factor was confirmed by this login. */
  readonly recoveryCodes: readonly string[] | null
}

/** The second step of a login: a code of the app, or one of the recovery codes, starts the session. */
export async function completeLogin(
  tools: LoginTools,
  input: CompleteLoginInput,
): Promise<CompletedLogin | ChallengeEnded | SecondFactorWrong | LoginThrottled | LoginRefused> {
  const { transactor } = tools
  const hash = challengeHash(input.challenge)
  const open = await transactor.read([], async (tx) => {
    await lookForChallenge(tx, hash)
    return findChallenge(tx, hash)
  })
  if (!open) return refuse('ChallengeEnded')
  return guardCode(
    tools,
    { userId: open.userId, origin: input.origin },
    () => transactor.system([], 'complete-login', (unit) => complete(unit, tools, open, input)),
    (outcome) => isRefusal(outcome) && outcome.refusal === 'SecondFactorWrong',
  )
}

async function complete(
  unit: UnitOfWork,
  tools: LoginTools,
  { id, userId, companyId }: LoginChallenge,
  { code, origin }: CompleteLoginInput,
): Promise<CompletedLogin | ChallengeEnded | SecondFactorWrong | LoginRefused> {
  const { tx, now } = unit
  await actFor(tx, userId)
  const account = await findAccount(tx, tools.persons, { id: userId })
  const factor = await findSecondFactor(tx, userId)
  if (!account?.active || !factor) return refuse('LoginRefused')
  if (!(await useChallenge(tx, id))) return refuse('ChallengeEnded')
  if (!(await acceptCode(unit, tools.fields, factor, code))) return refuse('SecondFactorWrong')
  const [company] = companyId === null ? [] : await findCompanies(tx, [companyId])
  if (!company && companyId !== null) return refuse('LoginRefused')

  await forgiveFailures(tx, codeThrottle(userId))
  const recoveryCodes = factor.confirmedAt ? null : newRecoveryCodes()
  if (recoveryCodes) await confirmSecondFactor(tx, userId, recoveryCodes, now)
  const session = { id: newId(), userId, companyId, origin, days: tools.times.sessionDays, secondFactor: true }
  await insertSession(tx, session)
  const started = await issueSession(tx, tools, session.id, account, company, now)
  if (recoveryCodes) await noteAtTheDoor(tx, { kind: 'SECOND_FACTOR_SET_UP', userId, actorId: userId, origin })
  await noteOddHour(unit, session)
  return { ...started, recoveryCodes }
}
