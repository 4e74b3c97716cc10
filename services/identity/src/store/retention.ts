import type { RetentionRule } from '@erp/service-kit'

/** For how long identity keeps what only served to let people in, and what it noted of them at the doors. */
export const retention: readonly RetentionRule[] = [
  { kind: 'LOGIN_ATTEMPTS', days: 30, atLeastDays: 1 },
  { kind: 'LOGIN_CHALLENGES', days: 7, atLeastDays: 1 },
  { kind: 'LOGIN_ORIGINS', days: 180, atLeastDays: 30 },
  { kind: 'SESSIONS', days: 365, atLeastDays: 30 },
  { kind: 'SESSION_ORIGINS', days: 180, atLeastDays: 30 },
  { kind: 'SECURITY_EVENTS', days: 1_095, atLeastDays: 180 },
  { kind: 'SECURITY_EVENT_ORIGINS', days: 365, atLeastDays: 180 },
  { kind: 'SECURITY_ALERTS', days: 1_095, atLeastDays: 180 },
  { kind: 'DOCUMENTS_SHOWN', days: 400, atLeastDays: 30 },
]
