import type { TokenVerifier } from '@erp/graphql-kit'

export type EdgeAnswer = 'ANONYMOUS' | 'TRUSTED' | 'REFUSED'

/** Nobody who sends no token, a user whose token is right; everything else is turned away before any work is done. */
export async function checkToken(verify: TokenVerifier, authorization: string | undefined): Promise<EdgeAnswer> {
  if (authorization === undefined) return 'ANONYMOUS'
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1]
  if (token === undefined) return 'REFUSED'
  return (await verify(token)) ? 'TRUSTED' : 'REFUSED'
}
