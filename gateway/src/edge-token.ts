import type { TokenVerifier } from '@erp/graphql-kit'
import type { StandingCheck } from './user-standing.ts'

/**
 * Whether a request may go on: one without a token, as nobody; one whose token is right and whose user still stands, as
 * that user. Everything else is turned away before any work is done.
 */
export async function isAdmitted(
  authorization: string | undefined,
  verify: TokenVerifier,
  stands: StandingCheck,
): Promise<boolean> {
  if (authorization === undefined) return true
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1]
  const claims = token === undefined ? undefined : await verify(token)
  return claims !== undefined && (await stands(claims, authorization))
}
