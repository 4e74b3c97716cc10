import { securityEventNoted } from '../security-event.ts'

/** Somebody reopened a period, or posted or moved money while the offices are closed. */
export const financeSecurityEventNoted = securityEventNoted('finance.security-event.noted.v1', [
  'PERIOD_REOPENED',
  'POSTED_AT_ODD_HOURS',
])
