import { readFileSync, statSync } from 'node:fs'
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { z } from 'zod'

/**
 * What identity puts into every access token; other claims are ignored. Roles say what the user may do in the company,
 * together with what is known of them by news; a list of permissions grants those and no others. The rest says what the
 * user is narrowed to.
 */
const claims = z
  .object({
    sub: z.uuid(),
    username: z.string().min(1),
    companyId: z.uuid(),
    roles: z.array(z.string()).optional(),
    rightsVersion: z.int().min(0).optional(),
    warehouses: z.array(z.uuid()).optional(),
    customerGroups: z.array(z.string()).optional(),
    supplierGroups: z.array(z.string()).optional(),
    departments: z.array(z.uuid()).optional(),
    ownDocuments: z.boolean().optional(),
    permissions: z.array(z.string()).optional(),
    apiKeyId: z.uuid().optional(),
    sid: z.uuid().optional(),
  })
  .refine(({ roles, permissions }) => roles !== undefined || permissions !== undefined)

export type TokenClaims = z.infer<typeof claims>

/** The fixed parts of an access token; whoever mints one uses the same. */
export const tokenProfile = {
  issuer: 'erp-identity',
  audience: 'erp',
  typ: 'at+jwt',
  /** Pinned: a token cannot choose how it is verified. */
  algorithms: ['EdDSA', 'ES256'],
  /** How far clocks may differ. */
  leewaySeconds: 60,
} as const

/** Verifies an access token; undefined when it is not to be trusted, for whatever reason. */
export type TokenVerifier = (token: string) => Promise<TokenClaims | undefined>

/** How often the key file is looked at, at most: a removed key is refused this much later. */
const keyFileCheckMs = 1_000

/**
 * Verifies tokens with the JSON Web Key Set in a file, which may be replaced while the process runs. Keys named by the
 * token itself (jku, x5u, jwk) are never used.
 */
export function createTokenVerifier(jwksFile: string): TokenVerifier {
  const keys = keySetOf(jwksFile)
  const verify = (token: string, known: ReturnType<typeof createLocalJWKSet>) =>
    jwtVerify(token, known, {
      issuer: tokenProfile.issuer,
      audience: tokenProfile.audience,
      typ: tokenProfile.typ,
      algorithms: [...tokenProfile.algorithms],
      clockTolerance: tokenProfile.leewaySeconds,
      requiredClaims: ['exp', 'sub'],
    })
  return async (token) => {
    try {
      const { payload } = await verify(token, keys()).catch((error: unknown) => {
        // A key that was made this moment: what it signs is not refused until the file is looked at again.
        if (error instanceof errors.JWKSNoMatchingKey) return verify(token, keys({ atOnce: true }))
        throw error
      })
      return claims.safeParse(payload).data
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}

type KeySource = (look?: { readonly atOnce: boolean }) => ReturnType<typeof createLocalJWKSet>

function keySetOf(file: string): KeySource {
  let keys = readKeys(file)
  let modifiedMs = statSync(file).mtimeMs
  let checkedAt = Date.now()
  return ({ atOnce } = { atOnce: false }) => {
    const now = Date.now()
    if (!atOnce && now - checkedAt < keyFileCheckMs) return keys
    checkedAt = now
    const seen = statSync(file).mtimeMs
    if (seen !== modifiedMs) {
      keys = readKeys(file)
      modifiedMs = seen
    }
    return keys
  }
}

function readKeys(file: string): ReturnType<typeof createLocalJWKSet> {
  return createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet)
}
