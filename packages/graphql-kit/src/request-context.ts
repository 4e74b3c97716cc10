import type { Caller, Language, Logger, Sql, Transactor, UserRights } from '@erp/service-kit'
import { anonymousUserId, dataScopeOf } from '@erp/service-kit'
import type { Messages } from './messages.ts'
import type { TokenClaims } from './user-token.ts'

/** What every resolver is given; services add their loaders to it. */
export interface RequestContext<Tx extends Sql = Sql> {
  /** The signed-in user, or somebody without name, company and permissions where a field is public. */
  readonly caller: Caller
  readonly signedIn: boolean
  readonly language: Language
  readonly requestId: string
  readonly traceparent: string
  /** The address the client spoke from, as the gateway saw and signed it; empty when it named none. */
  readonly origin: string
  readonly transactor: Transactor<Tx>
  readonly messages: Messages
  readonly logger: Logger
}

/** The context of a service: what every request has, and the service's loaders. */
export type Context<Loaders, Tx extends Sql = Sql> = RequestContext<Tx> & { readonly loaders: Loaders }

/** What is known of a request before it is executed. */
export interface RequestFacts {
  readonly claims: TokenClaims | undefined
  /** What the user of the token may do now; undefined without a token. */
  readonly rights: UserRights | undefined
  readonly language: Language
  readonly requestId: string
  readonly traceparent: string
  readonly origin: string
}

export function callerOf({ claims, rights, language, requestId, traceparent, origin }: RequestFacts): Caller {
  const clientAddress = origin === '' ? undefined : origin
  if (claims === undefined || rights === undefined) {
    return {
      userId: anonymousUserId,
      username: '',
      companyId: '',
      permissions: new Set(),
      language,
      clientAddress,
      requestId,
      traceparent,
    }
  }
  return {
    userId: claims.sub,
    username: claims.username,
    companyId: claims.companyId,
    permissions: rights.permissions,
    roleCodes: rights.roleCodes,
    ...dataScopeOf(rights),
    apiKeyId: claims.apiKeyId,
    sessionId: claims.sid,
    language,
    clientAddress,
    requestId,
    traceparent,
  }
}

/** The first language of an accept-language header that texts exist in; English when there is none. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
  for (const { tag } of wanted) {
    if (/^zh(-|$)/.test(tag)) return 'zh-CN'
    if (/^en(-|$)/.test(tag)) return 'en'
  }
  return 'en'
}
