import type { UnitOfWork } from '@erp/service-kit'
import { inboxDue } from './inbox-signal.ts'

/** Which blocked messages to try again; a field left out does not narrow. */
export interface BlockedFilter {
  readonly reason?: string
  /** Every one of these must be among the message's facts. */
  readonly facts?: Readonly<Record<string, string>>
  readonly companyId?: string
}

/**
 * Makes blocked messages due as soon as this transaction commits: called by what mends their cause, such as a period
 * reopened. Each subject goes on in its own order. Returns how many there are.
 */
export async function retryBlocked(unit: UnitOfWork, filter: BlockedFilter): Promise<number> {
  const { reason = null, facts = {}, companyId = null } = filter
  const count = await unit.tx.$executeRaw`
    update platform.inbox set next_attempt_at = now()
    where status = 'blocked'
      and (${reason}::text is null or reason = ${reason}::text)
      and (${companyId}::uuid is null or company_id = ${companyId}::uuid)
      and facts @> ${JSON.stringify(facts)}::jsonb`
  unit.afterCommit(inboxDue)
  return count
}
