import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Refusal } from '@erp/values'

/** What a sign-in at a provider is for; it travels sealed, with the client that began it. */
export interface SignInAttempt {
  readonly provider: string
  /** Who links an account; null for a login. */
  readonly userId: string | null
  readonly companyCode: string | null
  /** 256 random bits from which state, nonce and code verifier follow. */
  readonly secret: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** An account at a provider, as the provider vouches for it. */
export interface ProvenAccount {
  readonly issuer: string
  readonly subject: string
}

export type ProviderNotFound = Refusal<'ProviderNotFound', { provider: string }>
/** DENIED: the person or the provider said no. UNAVAILABLE: the provider did not answer. NOT_TRUSTED: its answer proves nothing. */
export type SignInRefused = Refusal<'SignInRefused', { reason: 'DENIED' | 'UNAVAILABLE' | 'NOT_TRUSTED' }>
export type SignInAttemptEnded = Refusal<'SignInAttemptEnded'>

/** Long enough to type a password and a code at the provider. */
export const attemptMinutes = 10

export function newAttemptSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What only whoever holds the secret can say. None of them tells anything about the secret or about another. */
export function checksOf(secret: string) {
  const derived = (purpose: string) => createHmac('sha256', secret).update(purpose).digest('base64url')
  const codeVerifier = derived('code verifier')
  return {
    state: derived('state'),
    nonce: derived('nonce'),
    codeVerifier,
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  }
}
