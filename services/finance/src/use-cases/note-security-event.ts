import { financeSecurityEventNoted } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isOddHour, newId } from '@erp/values'

/** Tells those who watch over security what the caller did. */
export function noteSecurityEvent(unit: UnitOfWork, kind: 'PERIOD_REOPENED' | 'POSTED_AT_ODD_HOURS'): Promise<void> {
  const { companyId, userId } = unit.caller
  return emit(unit, financeSecurityEventNoted, { aggregateId: newId(), payload: { companyId, kind, userId } })
}

/**
 * Notes that the caller posts or moves money while the offices are closed, if so. What the service does by itself, such as booking what
 * those who approve let through, is nobody's.
 */
export async function noteOddHour(unit: UnitOfWork): Promise<void> {
  if (unit.caller.companyId !== '' && isOddHour(unit.now)) await noteSecurityEvent(unit, 'POSTED_AT_ODD_HOURS')
}
