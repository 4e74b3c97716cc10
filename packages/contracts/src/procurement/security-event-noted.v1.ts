import { securityEventNoted } from '../security-event.ts'

/** Somebody said that a supplier is paid elsewhere from now on. */
export const procurementSecurityEventNoted = securityEventNoted('procurement.security-event.noted.v1', [
  'BANK_ACCOUNTS_CHANGED',
])
