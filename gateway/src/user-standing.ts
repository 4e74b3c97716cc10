import { type Logger, signatureHeader, signSubgraphRequest } from '@erp/service-kit'
import type { SubgraphFetch } from './subgraph-fetch.ts'

export interface StandingOptions {
  /** Identity's graph; without one every user stands. */
  readonly identityUrl: string | undefined
  readonly signingKey: string
  readonly fetchFrom: (subgraph: string) => SubgraphFetch
  readonly logger: Logger
  /** How long an answer counts. */
  readonly freshMs?: number
}

/** Who came with a verified token. */
export interface TokenHolder {
  readonly sub: string
  /** The API key that bought the token. */
  readonly apiKeyId?: string | undefined
  /** The session that the token is of. */
  readonly sid?: string | undefined
}

/** Whether the user of a verified token may still work here, and its key or session, if it has one, still counts. */
export type StandingCheck = (holder: TokenHolder, authorization: string) => Promise<boolean>

const answerWithinMs = 2_000
const rememberedHolders = 10_000

/**
 * A token lives for minutes, a user may be disabled, a key revoked and a session ended within them: so identity is asked about each
 * who is active, once in `freshMs`. When identity does not answer the token counts as it is, for it was signed and has not ended.
 */
export function createStandingCheck(options: StandingOptions): StandingCheck {
  const { identityUrl, freshMs = 30_000 } = options
  const known = new Map<string, { readonly askedAt: number; readonly stands: Promise<boolean> }>()
  return async ({ sub, apiKeyId = '', sid = '' }, authorization) => {
    if (identityUrl === undefined) return true
    const holder = `${sub} ${apiKeyId} ${sid}`
    const now = Date.now()
    const remembered = known.get(holder)
    if (remembered && now - remembered.askedAt < freshMs) return remembered.stands
    if (known.size >= rememberedHolders) known.clear()
    const stands = ask(identityUrl, authorization, options)
    known.set(holder, { askedAt: now, stands })
    return stands
  }
}

async function ask(
  url: string,
  authorization: string,
  { signingKey, fetchFrom, logger }: StandingOptions,
): Promise<boolean> {
  const body = JSON.stringify({ query: '{ me { user { id } } }' })
  try {
    const response = await fetchFrom('identity')(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization,
        [signatureHeader]: signSubgraphRequest(signingKey, { body, authorization }),
      },
      body,
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const { errors } = (await response.json()) as { errors?: { extensions?: { code?: string } }[] }
    const answered = response.ok || response.status === 403
    return !(answered && errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED'))
  } catch (error) {
    logger.warn({ err: error }, 'identity was not there to say whether a user still stands')
    return true
  }
}
