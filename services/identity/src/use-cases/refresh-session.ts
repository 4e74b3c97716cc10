import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { CompanyNotFound, Session, SessionEnded } from '../domain/session.ts'
import { findCompanies } from '../store/companies.ts'
import { isSecondFactorRequired } from '../store/second-factor-roles.ts'
import { endSessions, findSession, moveSession, refreshTokenHash, useRefreshToken } from '../store/sessions.ts'
import { companiesOf, findAccount } from '../store/users.ts'
import { actFor, lookForRefreshToken } from '../store/windows.ts'
import { issueSession } from './issue-session.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor } from './note-security-event.ts'

/**
 * Trades a refresh token for the next pair, in the same company or another one of the same user. A token that was
 * used before ends the whole session: the user or a thief holds an old copy, and nobody can tell which. Where the company
 * asks for a second factor by now, a session that was begun without one buys nothing.
 */
export async function refreshSession(
  tools: LoginTools,
  input: { readonly refreshToken: string; readonly companyCode?: string; readonly origin?: string },
): Promise<Session | SessionEnded | CompanyNotFound> {
  const outcome = await tools.transactor.system([], 'refresh-session', (unit) => trade(unit, tools, input))
  if (isRefusal(outcome) || !('reused' in outcome)) return outcome
  tools.logger.warn({ sessionId: outcome.id, userId: outcome.userId }, 'a used refresh token was presented')
  return refuse('SessionEnded')
}

/** Ending a session after reuse must commit, so it is not a refusal yet. */
interface Reused {
  readonly id: string
  readonly reused: true
  readonly userId: string
}

async function trade(
  unit: UnitOfWork,
  tools: LoginTools,
  input: { readonly refreshToken: string; readonly companyCode?: string; readonly origin?: string },
): Promise<Session | Reused | SessionEnded | CompanyNotFound> {
  const { tx, now } = unit
  const hash = refreshTokenHash(input.refreshToken)
  await lookForRefreshToken(tx, hash)
  const token = await useRefreshToken(tx, hash)
  if (!token || token.state === 'EXPIRED') return refuse('SessionEnded')

  await actFor(tx, token.userId)
  if (token.state === 'REUSED') {
    await endSessions(tx, { sessionId: token.sessionId }, 'TOKEN_REUSED')
    await noteAtTheDoor(tx, { kind: 'TOKEN_REUSED', userId: token.userId, origin: input.origin })
    return { id: token.sessionId, reused: true, userId: token.userId }
  }
  const session = await findSession(tx, token.sessionId)
  const account = await findAccount(tx, tools.persons, { id: token.userId })
  if (!session || session.ended || !account?.active) return refuse('SessionEnded')

  const companies = await findCompanies(tx, await companiesOf(tx, account.id))
  const company =
    input.companyCode === undefined
      ? companies.find(({ id }) => id === session.companyId)
      : companies.find(({ code }) => code === input.companyCode?.trim().toUpperCase())
  if (input.companyCode !== undefined && !company) return refuse('CompanyNotFound', { companyCode: input.companyCode })
  if (company && !session.secondFactor && (await isSecondFactorRequired(tx, company.id, account.id))) {
    return refuse('SessionEnded')
  }
  if (company && company.id !== session.companyId) await moveSession(tx, session.id, company.id)
  if (!company && !account.administersInstallation) return refuse('SessionEnded')
  return issueSession(tx, tools, session.id, account, company, now)
}
