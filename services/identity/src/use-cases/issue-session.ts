import type { Sql } from '@erp/service-kit'
import type { Company } from '../domain/company.ts'
import { foundingPermissions } from '../domain/role.ts'
import { noCompany, type Session, type SessionTimes } from '../domain/session.ts'
import { tokenRightsOf } from '../store/rights.ts'
import { permissionsIn } from '../store/roles.ts'
import { insertRefreshToken, newRefreshToken, refreshTokenHash } from '../store/sessions.ts'
import type { Account } from '../store/users.ts'
import { signAccessToken, type TokenIssuer } from './sign-access-token.ts'

/** What issuing tokens needs beside the database. */
export interface SessionIssuer extends TokenIssuer {
  readonly times: SessionTimes
}

/** The next pair of tokens of a session, with the roles as they are now; the transaction acts for the user. */
export async function issueSession(
  tx: Sql,
  issuer: SessionIssuer,
  sessionId: string,
  account: Account,
  company: Company | undefined,
  now: Date,
): Promise<Session> {
  const refreshToken = newRefreshToken()
  const refreshExpiresAt = await insertRefreshToken(tx, {
    hash: refreshTokenHash(refreshToken),
    sessionId,
    userId: account.id,
    days: issuer.times.refreshTokenDays,
  })
  const permissions = company ? await permissionsIn(tx, company.id, account.id) : foundingPermissions
  const rights = company ? await tokenRightsOf(tx, company.id, account.id) : { permissions }
  const claims = { ...rights, companyId: company?.id ?? noCompany, sid: sessionId }
  const { accessToken, expiresAt } = await signAccessToken(issuer, account, claims, now)
  return {
    id: sessionId,
    accessToken,
    refreshToken,
    expiresAt,
    refreshExpiresAt,
    user: { id: account.id, username: account.username, displayName: account.displayName },
    company: company ? { id: company.id, code: company.code, name: company.name } : null,
    permissions,
  }
}
