import { readFileSync } from 'node:fs'
import { refuse } from '@erp/values'
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import { z } from 'zod'
import { checksOf, type ProvenAccount, type ProviderNotFound, type SignInRefused } from '../domain/sign-in-attempt.ts'

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/
const secureUrl = z
  .url()
  .refine((url) => url.startsWith('https://') || loopback.test(url), 'neither https nor loopback')

const providerSchema = z.object({
  /** What clients call it. */
  code: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  name: z.object({ zh: z.string().min(1), en: z.string().min(1) }),
  issuer: secureUrl,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** The page of the frontend to which the provider sends people back. */
  redirectUri: secureUrl,
})
export type SignInProvider = z.infer<typeof providerSchema>

/** Where people sign in besides here, as whoever runs the installation says in a file that only this service can read. */
export function readSignInProviders(file: string | undefined): readonly SignInProvider[] {
  if (file === undefined) return []
  const providers = z
    .array(providerSchema)
    .max(10)
    .parse(JSON.parse(readFileSync(file, 'utf8')))
  if (new Set(providers.map(({ code }) => code)).size < providers.length) throw new Error('Two providers share a code')
  return providers
}

/** Speaks with identity providers by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface SignInProviders {
  readonly all: readonly SignInProvider[]
  find(code: string): SignInProvider | undefined
  /** Where the browser of whoever holds this secret goes to sign in. */
  authorizationUrl(code: string, secret: string): Promise<string | ProviderNotFound | SignInRefused>
  /** Whom the provider vouches for, by the parameters with which it sent the browser of the secret's holder back. */
  prove(code: string, secret: string, callback: string): Promise<ProvenAccount | ProviderNotFound | SignInRefused>
}

const timeoutSeconds = 5

/** Providers are asked who they are when first needed, so identity starts while one is away. */
export function createSignInProviders(all: readonly SignInProvider[]): SignInProviders {
  const byCode = new Map(all.map((provider) => [provider.code, provider]))
  const configurations = new Map<string, Promise<Configuration>>()

  function configurationOf({ code, issuer, clientId, clientSecret }: SignInProvider): Promise<Configuration> {
    const known = configurations.get(code)
    if (known) return known
    const execute = loopback.test(issuer)
      ? [enableNonRepudiationChecks, allowInsecureRequests]
      : [enableNonRepudiationChecks]
    const asked = discovery(new URL(issuer), clientId, clientSecret, undefined, { execute, timeout: timeoutSeconds })
    configurations.set(code, asked)
    asked.catch(() => configurations.delete(code))
    return asked
  }

  return {
    all,
    find: (code) => byCode.get(code),

    async authorizationUrl(code, secret) {
      const provider = byCode.get(code)
      if (!provider) return refuse('ProviderNotFound', { provider: code })
      const { state, nonce, codeChallenge } = checksOf(secret)
      try {
        const url = buildAuthorizationUrl(await configurationOf(provider), {
          ...{ redirect_uri: provider.redirectUri, scope: 'openid', state, nonce },
          ...{ code_challenge: codeChallenge, code_challenge_method: 'S256' },
        })
        return url.href
      } catch (error) {
        return refuse('SignInRefused', { reason: reasonOf(error) })
      }
    },

    async prove(code, secret, callback) {
      const provider = byCode.get(code)
      if (!provider) return refuse('ProviderNotFound', { provider: code })
      const { state, nonce, codeVerifier } = checksOf(secret)
      const returned = new URL(provider.redirectUri)
      returned.search = callback
      try {
        const tokens = await authorizationCodeGrant(await configurationOf(provider), returned, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true },
        })
        const claims = tokens.claims()
        if (!claims) return refuse('SignInRefused', { reason: 'NOT_TRUSTED' })
        return { issuer: claims.iss, subject: claims.sub }
      } catch (error) {
        return refuse('SignInRefused', { reason: reasonOf(error) })
      }
    },
  }
}

const unavailable = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])

/** Why nothing was proven. What the provider or the network says about it may hold secrets and goes no further. */
function reasonOf(error: unknown): SignInRefused['reason'] {
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') return 'DENIED'
  if (error instanceof ClientError && unavailable.has(error.code ?? '')) return 'UNAVAILABLE'
  return error instanceof TypeError && error.message === 'fetch failed' ? 'UNAVAILABLE' : 'NOT_TRUSTED'
}
