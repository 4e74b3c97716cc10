import type { Sql } from '@erp/service-kit'
import type { Envelope } from '../wire-headers.ts'
import type { Arrival } from './arrival.ts'

export type InboxStatus = 'applied' | 'waiting_gap' | 'blocked' | 'dead' | 'skipped'

/** How far one subject is applied. */
export interface LaneRow {
  readonly subject: string
  readonly last_seq: number
  readonly stopped_reason: string | null
}

/** A message kept because it could not be applied when it came. */
export interface ParkedRow {
  readonly event_id: string
  readonly stream: string
  readonly stream_epoch: string
  readonly stream_seq: number
  readonly subject: string
  readonly subject_seq: number
  readonly type: string
  readonly company_id: string
  readonly aggregate_id: string
  readonly payload: unknown
  readonly headers: Envelope
  readonly status: InboxStatus
  readonly attempts: number
  readonly reason: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly due: boolean
  readonly received_at: Date
}

/** What is written about a message when a batch ends. */
export interface Settlement {
  readonly arrival: Arrival
  readonly status: InboxStatus
  readonly attempts: number
  readonly reason: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly retryAfterMs: number
  /** Whether the inbox has it already. */
  readonly parked: boolean
}

/**
 * Locks the subjects in the order of their names, creating those never seen: from here on no other batch is at work on
 * them, and what the inbox says about them is final.
 */
export async function lockLanes(tx: Sql, consumer: string, subjects: readonly string[]): Promise<LaneRow[]> {
  return tx.$queryRaw<LaneRow[]>`
    insert into platform.inbox_cursor as lane (consumer, subject)
    select ${consumer}, subject from jsonb_array_elements_text(${JSON.stringify(subjects)}::jsonb) as subject
    group by subject order by subject
    on conflict (consumer, subject) do update set last_seq = lane.last_seq
    returning subject, last_seq::float8 as last_seq, stopped_reason`
}

/** Which of these messages the inbox has. */
export async function knownIds(tx: Sql, consumer: string, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ event_id: string }[]>`
    select event_id from platform.inbox
    where consumer = ${consumer}
      and event_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(eventIds)}::jsonb))`
  return new Set(rows.map((row) => row.event_id))
}

/** The messages kept for these subjects, as far as one batch can get. */
export async function parkedRows(
  tx: Sql,
  consumer: string,
  lanes: readonly LaneRow[],
  reach: number,
): Promise<ParkedRow[]> {
  return tx.$queryRaw<ParkedRow[]>`
    select event_id, stream, stream_epoch, stream_seq::float8 as stream_seq, subject, subject_seq::float8 as subject_seq,
           type, company_id, aggregate_id, payload, headers, status, attempts, reason, facts,
           next_attempt_at <= now() as due, received_at
    from jsonb_to_recordset(${JSON.stringify(lanes)}::jsonb) as lane(subject text, last_seq bigint)
    join platform.inbox using (subject)
    where consumer = ${consumer} and status in ('waiting_gap', 'blocked', 'dead')
      and subject_seq <= lane.last_seq + ${reach}::int
    order by stream_seq`
}

/** Writes what became of a batch: its new messages, those it had kept, and how far each subject came. */
export async function writeSettlements(tx: Sql, consumer: string, settlements: readonly Settlement[]): Promise<void> {
  const rows = settlements.map(({ arrival, ...settlement }) => ({
    event_id: arrival.eventId,
    stream: arrival.stream,
    stream_epoch: arrival.streamEpoch,
    stream_seq: arrival.streamSeq,
    subject: arrival.subject,
    subject_seq: arrival.subjectSeq,
    type: arrival.type,
    company_id: arrival.companyId,
    aggregate_id: asUuid(arrival.aggregateId),
    payload: settlement.status === 'applied' ? null : (arrival.payload ?? null),
    headers: arrival.envelope,
    status: settlement.status,
    attempts: settlement.attempts,
    reason: settlement.reason,
    facts: settlement.facts,
    retry_after_ms: settlement.retryAfterMs,
    parked: settlement.parked,
  }))
  const fresh = rows.filter((row) => !row.parked)
  const kept = rows.filter((row) => row.parked)
  if (fresh.length > 0) {
    await tx.$executeRaw`
      insert into platform.inbox
        (consumer, event_id, stream, stream_epoch, stream_seq, subject, subject_seq, type, company_id, aggregate_id,
         payload, headers, status, attempts, reason, facts, next_attempt_at, settled_at)
      select ${consumer}, event_id, stream, stream_epoch, stream_seq, subject, subject_seq, type, company_id, aggregate_id,
             payload, headers, status, attempts, reason, facts,
             now() + retry_after_ms * interval '1 millisecond',
             case when status in ('applied', 'dead') then now() end
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as m(
        event_id uuid, stream text, stream_epoch uuid, stream_seq bigint, subject text, subject_seq bigint, type text,
        company_id uuid, aggregate_id uuid, payload jsonb, headers jsonb, status text, attempts int, reason text,
        facts jsonb, retry_after_ms int)`
  }
  if (kept.length > 0) {
    await tx.$executeRaw`
      update platform.inbox as message
      set status = m.status, attempts = m.attempts, reason = m.reason, facts = m.facts,
          next_attempt_at = now() + m.retry_after_ms * interval '1 millisecond',
          settled_at = case when m.status in ('applied', 'dead') then now() end
      from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as m(
        event_id uuid, status text, attempts int, reason text, facts jsonb, retry_after_ms int)
      where message.consumer = ${consumer} and message.event_id = m.event_id`
  }
}

/** What a subject looks like after a batch. */
export interface LaneMove {
  readonly subject: string
  readonly last_seq: number
  readonly last_event_id: string | null
  readonly stopped_reason: string | null
}

/** Moves the subjects on, and makes due the message that now is the next of one, if the inbox has it already. */
export async function moveLanes(tx: Sql, consumer: string, moves: readonly LaneMove[]): Promise<void> {
  if (moves.length === 0) return
  await tx.$executeRaw`
    with moved as (
      update platform.inbox_cursor as lane
      set last_seq = m.last_seq, last_event_id = coalesce(m.last_event_id, lane.last_event_id),
          stopped_reason = m.stopped_reason
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(
        subject text, last_seq bigint, last_event_id uuid, stopped_reason text)
      where lane.consumer = ${consumer} and lane.subject = m.subject
      returning lane.subject, lane.last_seq)
    update platform.inbox as next set next_attempt_at = now() from moved
    where next.consumer = ${consumer} and next.subject = moved.subject and next.subject_seq = moved.last_seq + 1
      and next.status = 'waiting_gap'`
}

/**
 * Notes that everything up to a number of the stream is in the inbox: the broker counts a message as acknowledged only
 * after the transaction that stored it, so its floor is always a safe answer.
 */
export async function noteFloor(
  tx: Sql,
  consumer: string,
  floor: { readonly stream: string; readonly streamEpoch: string; readonly seq: number },
): Promise<void> {
  await tx.$executeRaw`
    insert into platform.stream_cursor (consumer, stream, stream_epoch, applied_seq)
    values (${consumer}, ${floor.stream}, ${floor.streamEpoch}::uuid, ${floor.seq}::bigint)
    on conflict (consumer, stream, stream_epoch)
    do update set applied_seq = excluded.applied_seq, seen_at = clock_timestamp()`
}

function asUuid(text: string): string | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null
}
