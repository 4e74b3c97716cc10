import { newId } from '@erp/values'
import { SignJWT } from 'jose'
import type { SessionTimes } from '../domain/session.ts'
import { type SigningKey, tokenAlgorithm } from '../store/signing-keys.ts'
import type { Account } from '../store/users.ts'

/** What signing needs. */
export interface TokenIssuer {
  readonly signingKey: () => Promise<SigningKey>
  readonly times: Pick<SessionTimes, 'accessTokenSeconds'>
}

/** What a token says beside who it is for. */
export interface AccessClaims {
  readonly companyId: string
  readonly roles?: readonly string[]
  readonly rightsVersion?: number
  readonly warehouses?: readonly string[] | undefined
  readonly customerGroups?: readonly string[] | undefined
  readonly supplierGroups?: readonly string[] | undefined
  readonly departments?: readonly string[] | undefined
  readonly ownDocuments?: boolean | undefined
  readonly permissions?: readonly string[]
  /** The session it belongs to. */
  readonly sid?: string
  /** The API key it was bought with. */
  readonly apiKeyId?: string
}

/** Signs an access token that ends in its time, or with what it was bought with if that is sooner. */
export async function signAccessToken(
  { signingKey, times }: TokenIssuer,
  account: Pick<Account, 'id' | 'username'>,
  claims: AccessClaims,
  now: Date,
  endsBy?: Date,
): Promise<{ readonly accessToken: string; readonly expiresAt: Date }> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  const inItsTime = issuedAt + times.accessTokenSeconds
  const expiresAt = endsBy ? Math.min(inItsTime, Math.floor(endsBy.getTime() / 1000)) : inItsTime
  const signing = await signingKey()
  const accessToken = await new SignJWT({ username: account.username, ...claims })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid: signing.keyId })
    .setIssuer('erp-identity')
    .setAudience('erp')
    .setSubject(account.id)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(signing.key)
  return { accessToken, expiresAt: new Date(expiresAt * 1000) }
}
