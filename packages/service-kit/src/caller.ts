import { createHash } from 'node:crypto'
import type { DataScope } from './data-scope.ts'
import { newTraceparent } from './trace.ts'

/** The languages in which texts for people exist. */
export type Language = 'zh-CN' | 'en'

/**
 * On whose behalf something is done. `companyId` is empty only for a caller who has not signed in, and for the service
 * itself; the company scope of every transaction is taken from it, and what else the caller is narrowed to.
 */
export interface Caller extends DataScope {
  readonly userId: string
  readonly username: string
  readonly companyId: string
  readonly permissions: ReadonlySet<string>
  /** The roles that the permissions come from; left out where they come from none. */
  readonly roleCodes?: readonly string[]
  /** The API key that bought the caller's token; left out for a person. */
  readonly apiKeyId?: string | undefined
  /** The session that the caller's token is of; left out for a program. */
  readonly sessionId?: string | undefined
  readonly language: Language
  /** Where the request came from; left out where nobody knows. */
  readonly clientAddress?: string | undefined
  readonly requestId: string
  /** W3C trace context of the request or message that caused this. */
  readonly traceparent: string
}

/** The user id written for what somebody does before signing in. */
export const anonymousUserId = '00000000-0000-0000-0000-000000000000'

/** The fixed UUID under which a service acts on its own account: a name-based (version 5) UUID of the service's name. */
export function serviceUserId(service: string): string {
  const digest = createHash('sha1').update(`erp-service:${service}`).digest().subarray(0, 16)
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  const hex = digest.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The caller of consumers and timers: the service itself, with no permissions, for nothing it does is asked for by field. */
export function systemCaller(service: string, traceparent: string = newTraceparent()): Caller {
  return {
    userId: serviceUserId(service),
    username: service,
    companyId: '',
    permissions: new Set(),
    language: 'en',
    requestId: traceparent.slice(3, 35),
    traceparent,
  }
}
