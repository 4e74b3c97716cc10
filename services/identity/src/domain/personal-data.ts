import type { Refusal } from '@erp/values'
import type { Contact } from './contact.ts'
import type { DataRights } from './data-rights.ts'
import type { LinkedAccount } from './linked-account.ts'
import type { SecurityEventKind } from './security-event.ts'

/** What identity keeps of a person 个人数据. */
export interface PersonalData {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly active: boolean
  readonly createdAt: Date
  /** Since when the names are a pseudonym. */
  readonly pseudonymisedAt: Date | null
  readonly hasSecondFactor: boolean
  readonly contact: Contact
  readonly memberships: readonly PersonalMembership[]
  readonly linkedAccounts: readonly LinkedAccount[]
  readonly sessions: readonly PersonalSession[]
  readonly securityEvents: readonly PersonalSecurityEvent[]
}

export interface PersonalMembership extends DataRights {
  readonly companyCode: string
  readonly joinedAt: Date
  readonly roleCodes: readonly string[]
  readonly managerId: string | null
}

export interface PersonalSession {
  readonly companyCode: string | null
  readonly origin: string | null
  readonly startedAt: Date
  readonly endedAt: Date | null
}

export interface PersonalSecurityEvent {
  readonly kind: SecurityEventKind
  readonly origin: string | null
  readonly happenedAt: Date
}

/** Somebody who may still come in is not forgotten. */
export type UserStillActive = Refusal<'UserStillActive'>
export type AlreadyPseudonymised = Refusal<'AlreadyPseudonymised'>

/** Names that say that somebody is another than others, and nothing of who they were. */
export function pseudonymOf(random: string): { readonly username: string; readonly displayName: string } {
  const mark = random.replaceAll('-', '').slice(-12).toLowerCase()
  return { username: `former-${mark}`, displayName: `Former user 已离职用户 ${mark.slice(-6).toUpperCase()}` }
}
