import { securityEventNoted } from '../security-event.ts'

/** Somebody confirmed what they wrote themselves, as their company lets them. */
export const inventorySecurityEventNoted = securityEventNoted('inventory.security-event.noted.v1', [
  'CONFIRMED_BY_MAKER',
])
