import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

export const securityEventKinds = [
  'LOGIN_FAILED',
  'LOGIN_THROTTLED',
  'LOGIN_AT_ODD_HOURS',
  'TOKEN_REUSED',
  'PASSWORD_CHANGED',
  'ROLES_CHANGED',
  'ROLE_REDEFINED',
  'USER_NARROWED',
  'USER_DISABLED',
  'API_KEY_MADE',
  'API_KEY_REVOKED',
  'API_KEY_REFUSED',
  'SECOND_FACTOR_SET_UP',
  'SECOND_FACTOR_REMOVED',
  'SECOND_FACTOR_RESET',
  'SECOND_FACTOR_FAILED',
  'SECOND_FACTOR_POLICY_CHANGED',
  'ACCOUNT_LINKED',
  'ACCOUNT_UNLINKED',
  'USER_PSEUDONYMISED',
  'SUBMITTED_JUST_BELOW_LIMIT',
  'READ_MUCH',
  'APPROVAL_DEFINITION_CHANGED',
  'APPROVALS_DELEGATED',
  'PERIOD_REOPENED',
  'POSTED_AT_ODD_HOURS',
  'BANK_ACCOUNTS_CHANGED',
  'AUDIT_CHAIN_BROKEN',
  'SESSIONS_REVOKED',
  'DUTIES_RELAXED',
  'CONFIRMED_BY_MAKER',
] as const
export type SecurityEventKind = (typeof securityEventKinds)[number]

/** Something that happened at the doors 安全事件. */
export interface SecurityEvent {
  readonly id: string
  readonly kind: SecurityEventKind
  /** Whom it is about; null for a name nobody has. */
  readonly userId: string | null
  /** Who did it, when it was somebody who is known. */
  readonly actorId: string | null
  readonly origin: string | null
  /** What exactly, where the kind does not say it. */
  readonly detail: string | null
  readonly happenedAt: Date
}

/** What events are counted by: one account, one address, or all of the company. */
export type CountedBy = 'ACCOUNT' | 'ORIGIN' | 'COMPANY'

/** So many events of a kind within a time are an alert. */
export interface AlertRule {
  readonly kind: SecurityEventKind
  readonly countedBy: CountedBy
  readonly threshold: number
  readonly windowMinutes: number
  readonly active: boolean
}

/** More than a rule lets pass 安全告警, waiting for a person. */
export interface SecurityAlert {
  readonly id: string
  readonly kind: SecurityEventKind
  readonly countedBy: CountedBy
  readonly userId: string | null
  readonly origin: string | null
  /** That of the latest event. */
  readonly detail: string | null
  readonly events: number
  readonly raisedAt: Date
  readonly lastEventAt: Date
  readonly acknowledgedAt: Date | null
  readonly acknowledgedBy: string | null
  readonly note: string | null
}

export type AlertNotFound = Refusal<'AlertNotFound'>

/** A rule with 1 to 10,000 events within a minute to a week. */
export function checkAlertRule(rule: AlertRule): AlertRule | InvalidInput {
  if (rule.threshold < 1 || rule.threshold > 10_000) {
    return refuse('InvalidInput', { field: 'threshold', problem: 'NOT_1_TO_10000' })
  }
  if (rule.windowMinutes < 1 || rule.windowMinutes > 10_080) {
    return refuse('InvalidInput', { field: 'windowMinutes', problem: 'NOT_1_TO_10080' })
  }
  return rule
}

/** Nobody reads so many documents in an hour whose reading leaves a trace, unless they carry them away. */
export const muchReadInAnHour = 500
