import { childTraceparent, type UnitOfWork } from '@erp/service-kit'
import { newId } from '@erp/values'
import type { SagaMark } from './message.ts'
import { outboxFilled } from './outbox-signal.ts'

/** A message as the outbox keeps it, before it has its number. */
export interface Outgoing {
  readonly stream: string
  readonly subject: string
  readonly type: string
  readonly aggregateId: string
  /** Already checked against its contract. */
  readonly payload: unknown
  /** Overrides the trace of the unit of work. */
  readonly traceparent?: string
  /** Overrides the caller of the unit of work. */
  readonly actorId?: string
  readonly saga?: SagaMark
}

/**
 * Adds messages to the outbox in one statement. The lanes are locked in the order of their subjects, so two transactions
 * that tell about the same aggregates cannot wait for each other in a circle, and each message takes the next number.
 */
export async function writeOutbox(unit: UnitOfWork, messages: readonly Outgoing[]): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map((message, position) => ({
    position,
    event_id: newId(),
    stream: message.stream,
    subject: message.subject,
    type: message.type,
    company_id: companyOf(message),
    aggregate_id: message.aggregateId,
    payload: message.payload,
    headers: {
      traceparent: childTraceparent(message.traceparent ?? unit.caller.traceparent),
      actorId: message.actorId ?? unit.caller.userId,
      ...(message.saga === undefined ? {} : { saga: message.saga }),
    },
  }))
  await unit.tx.$executeRaw`
    with message as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(
        position int, event_id uuid, stream text, subject text, type text, company_id uuid, aggregate_id uuid,
        payload jsonb, headers jsonb)
    ), lane as (
      insert into platform.lane as lane (subject, last_seq)
      select subject, count(*) from message group by subject order by subject
      on conflict (subject) do update set last_seq = lane.last_seq + excluded.last_seq
      returning subject, last_seq
    )
    insert into platform.outbox
      (event_id, stream, subject, subject_seq, type, company_id, aggregate_id, payload, payload_sha256, headers)
    select event_id, stream, subject,
           last_seq - count(*) over (partition by subject) + row_number() over (partition by subject order by position),
           type, company_id, aggregate_id, payload, sha256(convert_to(payload::text, 'UTF8')), headers
    from message join lane using (subject)
    order by position`
  unit.afterCommit(outboxFilled)
}

function companyOf(message: Outgoing): string {
  const { payload } = message
  if (
    typeof payload === 'object' &&
    payload !== null &&
    'companyId' in payload &&
    typeof payload.companyId === 'string'
  )
    return payload.companyId
  throw new Error(`Every message names its company: ${message.type}`)
}
