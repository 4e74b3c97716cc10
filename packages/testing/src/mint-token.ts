import { createPrivateKey, type JsonWebKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { askRun } from './ask-run.ts'
import type { TestKeys } from './keys.ts'

export interface TokenClaims {
  readonly userId: string
  readonly username: string
  readonly companyId: string
  /** Granted as they are, whatever roles are held; left out, `roles` decide. */
  readonly permissions?: readonly string[]
  readonly roles?: readonly string[]
  readonly rightsVersion?: number
  readonly warehouses?: readonly string[]
  readonly customerGroups?: readonly string[]
  readonly supplierGroups?: readonly string[]
  readonly departments?: readonly string[]
  readonly ownDocuments?: boolean
  /** Seconds from now until it expires; negative makes an expired one. */
  readonly expiresIn?: number
}

/** The secrets of this run, for services that a test starts itself. */
export async function testKeys(): Promise<TestKeys> {
  return (await askRun('facts', {})).keys
}

/** An access token as identity issues it: EdDSA, typ `at+jwt`, issuer `erp-identity`, audience `erp`. */
export async function mintToken(claims: TokenClaims): Promise<string> {
  const { privateKeyFile } = await testKeys()
  const key = JSON.parse(readFileSync(privateKeyFile, 'utf8')) as JsonWebKey & { kid: string }
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid }
  const payload = {
    iss: 'erp-identity',
    aud: 'erp',
    sub: claims.userId,
    jti: randomUUID(),
    username: claims.username,
    companyId: claims.companyId,
    permissions: claims.permissions,
    roles: claims.roles,
    rightsVersion: claims.rightsVersion,
    warehouses: claims.warehouses,
    customerGroups: claims.customerGroups,
    supplierGroups: claims.supplierGroups,
    departments: claims.departments,
    ownDocuments: claims.ownDocuments,
    iat: now,
    exp: now + (claims.expiresIn ?? 600),
  }
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign(null, Buffer.from(text), createPrivateKey({ key, format: 'jwk' }))
  return `${text}.${signature.toString('base64url')}`
}
