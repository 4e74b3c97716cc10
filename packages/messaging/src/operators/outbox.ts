import type { Sql, UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import { outboxFilled } from '../outbox-signal.ts'

export interface OutboxBacklog {
  readonly pending: number
  readonly dead: number
  readonly oldestPendingSeconds: number
}

/** What one company's messages are waiting for. */
export async function outboxBacklog(tx: Sql, companyId: string): Promise<OutboxBacklog> {
  const [row] = await tx.$queryRaw<OutboxBacklog[]>`
    select count(*)::int as pending, count(dead_at)::int as dead,
           coalesce(extract(epoch from now() - min(occurred_at)), 0)::int as "oldestPendingSeconds"
    from platform.outbox where published_at is null and company_id = ${companyId}::uuid`
  return row ?? { pending: 0, dead: 0, oldestPendingSeconds: 0 }
}

/** Makes all messages about one aggregate pending again, with their ids, so that receivers know those they have. */
export async function republish(
  unit: UnitOfWork,
  aggregateId: string,
): Promise<{ id: string; messages: number } | Refusal<'NothingToRepublish'>> {
  const [row] = await unit.tx.$queryRaw<{ messages: number }[]>`
    select platform.republish_outbox(coalesce(jsonb_agg(event_id), '[]'))::int as messages
    from platform.outbox
    where aggregate_id = ${aggregateId}::uuid and company_id = ${unit.caller.companyId}::uuid`
  const messages = row?.messages ?? 0
  if (messages === 0) return refuse('NothingToRepublish')
  unit.afterCommit(outboxFilled)
  return { id: aggregateId, messages }
}

/** How many messages about an aggregate there are. */
export async function countMessages(tx: Sql, companyId: string, aggregateId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ messages: number }[]>`
    select count(*)::int as messages from platform.outbox
    where aggregate_id = ${aggregateId}::uuid and company_id = ${companyId}::uuid`
  return row?.messages ?? 0
}
