import type { Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import { SignJWT } from 'jose'
import type { Company } from '../domain/company.ts'
import { foundingPermissions } from '../domain/role.ts'
import { noCompany, type Session, type SessionTimes } from '../domain/session.ts'
import { tokenRightsOf } from '../store/rights.ts'
import { permissionsIn } from '../store/roles.ts'
import { insertRefreshToken, newRefreshToken, refreshTokenHash } from '../store/sessions.ts'
import { type SigningKey, tokenAlgorithm } from '../store/signing-keys.ts'
import type { Account } from '../store/users.ts'

/** What issuing tokens needs beside the database. */
export interface SessionIssuer {
  readonly signingKey: () => Promise<SigningKey>
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
  const issuedAt = Math.floor(now.getTime() / 1000)
  const expiresAt = issuedAt + issuer.times.accessTokenSeconds
  const rights = company ? await tokenRightsOf(tx, company.id, account.id) : { permissions }
  const signing = await issuer.signingKey()
  const accessToken = await new SignJWT({
    username: account.username,
    companyId: company?.id ?? noCompany,
    ...rights,
    sid: sessionId,
  })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid: signing.keyId })
    .setIssuer('erp-identity')
    .setAudience('erp')
    .setSubject(account.id)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(signing.key)
  return {
    id: sessionId,
    accessToken,
    refreshToken,
    expiresAt: new Date(expiresAt * 1000),
    refreshExpiresAt,
    user: { id: account.id, username: account.username, displayName: account.displayName },
    company: company ? { id: company.id, code: company.code, name: company.name } : null,
    permissions,
  }
}
