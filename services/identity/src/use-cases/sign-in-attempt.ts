import { FieldUnreadable } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import {
  attemptMinutes,
  newAttemptSecret,
  type ProvenAccount,
  type ProviderNotFound,
  type SignInAttempt,
  type SignInAttemptEnded,
  type SignInRefused,
} from '../domain/sign-in-attempt.ts'
import type { SignInProviders } from '../store/sign-in-providers.ts'
import type { LoginTools } from './log-in.ts'

export interface ProviderTools extends LoginTools {
  readonly providers: SignInProviders
}

/** What a client that begins gets: where to send the browser, and what it proves with that the browser is its own. */
export interface BegunSignIn {
  readonly attempt: string
  readonly authorizationUrl: string
  readonly expiresAt: Date
}

/** Sealed like a field, at a place of its own, so that no sealed field passes for one. */
const place = { table: 'sign-in', column: 'attempt', row: 'under way' }

/**
 * Begins a sign-in at a provider. Nothing is stored: the attempt travels with the client, so that begun ones fill no table,
 * and the provider takes a code once.
 */
export async function beginAttempt(
  { fields, providers }: ProviderTools,
  about: Pick<SignInAttempt, 'provider' | 'userId' | 'companyCode'>,
): Promise<BegunSignIn | ProviderNotFound | SignInRefused> {
  const secret = newAttemptSecret()
  const authorizationUrl = await providers.authorizationUrl(about.provider, secret)
  if (isRefusal(authorizationUrl)) return authorizationUrl
  const expiresAt = new Date(Date.now() + attemptMinutes * 60_000)
  const attempt: SignInAttempt = { ...about, secret, expiresAt: expiresAt.getTime() }
  return { attempt: fields.seal(place, JSON.stringify(attempt)), authorizationUrl, expiresAt }
}

/** The attempt that a client began, when it was for this and its time is not over. */
export function openAttempt(
  { fields }: ProviderTools,
  sealed: string,
  userId: string | null,
): SignInAttempt | SignInAttemptEnded {
  const attempt = readAttempt(fields, sealed)
  return attempt && attempt.userId === userId && attempt.expiresAt > Date.now() ? attempt : refuse('SignInAttemptEnded')
}

/** Whom the provider vouches for. No transaction is open while it is asked. */
export async function provenBy(
  { providers, logger }: ProviderTools,
  { provider, secret }: SignInAttempt,
  callback: string,
): Promise<ProvenAccount | ProviderNotFound | SignInRefused> {
  const proven = await providers.prove(provider, secret, callback)
  if (isRefusal(proven)) logger.info({ provider, refusal: proven }, 'sign-in at a provider refused')
  return proven
}

function readAttempt(fields: LoginTools['fields'], sealed: string): SignInAttempt | undefined {
  try {
    return JSON.parse(fields.open(place, sealed)) as SignInAttempt
  } catch (error) {
    if (error instanceof FieldUnreadable) return undefined
    throw error
  }
}
