import type { Sql, SystemUnit } from '@erp/service-kit'
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

/** What the inbox already says about a batch. */
export interface Remembered {
  /** Those of its messages that the inbox has. */
  readonly known: ReadonlySet<string>
  /** The messages kept for its subjects, as far as one batch can get. */
  readonly parked: readonly ParkedRow[]
}

/** Reads what is known, in a statement of its own after the lanes are locked: only then does it see what others did. */
export async function readRemembered(
  tx: Sql,
  consumer: string,
  lanes: readonly LaneRow[],
  batch: { readonly eventIds: readonly string[]; readonly reach: number },
): Promise<Remembered> {
  const [row] = await tx.$queryRaw<
    { known: string[]; parked: (Omit<ParkedRow, 'received_at'> & { received_at: string })[] }[]
  >`
    select
      (select coalesce(jsonb_agg(event_id), '[]') from platform.inbox
       where consumer = ${consumer}
         and event_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(batch.eventIds)}::jsonb)))) as known,
      (select coalesce(jsonb_agg(to_jsonb(kept) order by stream_seq), '[]') from (
         select event_id, stream, stream_epoch, stream_seq, subject, subject_seq, type, company_id, aggregate_id, payload,
                headers, status, attempts, reason, facts, next_attempt_at <= now() as due, received_at
         from jsonb_to_recordset(${JSON.stringify(lanes)}::jsonb) as lane(subject text, last_seq bigint)
         join platform.inbox using (subject)
         where consumer = ${consumer} and status in ('waiting_gap', 'blocked', 'dead')
           and subject_seq <= lane.last_seq + ${batch.reach}::int) as kept) as parked`
  return {
    known: new Set(row?.known),
    parked: (row?.parked ?? []).map((kept) => ({ ...kept, received_at: new Date(kept.received_at) })),
  }
}

/** Everything a batch leaves behind. */
export interface BatchResult {
  readonly settlements: readonly Settlement[]
  readonly moves: readonly LaneMove[]
  readonly floor?: Floor | undefined
}

/** What a subject looks like after a batch. */
export interface LaneMove {
  readonly subject: string
  readonly last_seq: number
  readonly last_event_id: string | null
  readonly stopped_reason: string | null
}

/** Up to where the broker counts a stream as acknowledged. */
export interface Floor {
  readonly stream: string
  readonly streamEpoch: string
  readonly seq: number
}

/**
 * Writes what became of a batch in one statement, the last of its transaction: its new messages, how far each subject
 * came, what now is the next of one and therefore due if the inbox has it already, the floor, and the audit row. Messages
 * it had kept take a statement before.
 */
export async function writeResult(unit: SystemUnit, consumer: string, result: BatchResult): Promise<void> {
  const { tx } = unit
  const rows = result.settlements.map(asRow)
  await updateKept(
    tx,
    consumer,
    rows.filter((row) => row.parked),
  )
  const fresh = rows.filter((row) => !row.parked)
  const floors = result.floor === undefined ? [] : [result.floor]
  await tx.$executeRaw`
    with audited as (${unit.takeAuditInsert()}
    ), arrived as (
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
        facts jsonb, retry_after_ms int)
    ), noted as (
      insert into platform.stream_cursor (consumer, stream, stream_epoch, applied_seq)
      select ${consumer}, stream, "streamEpoch", seq
      from jsonb_to_recordset(${JSON.stringify(floors)}::jsonb) as floor(stream text, "streamEpoch" uuid, seq bigint)
      on conflict (consumer, stream, stream_epoch)
      do update set applied_seq = excluded.applied_seq, seen_at = clock_timestamp()
    ), moved as (
      update platform.inbox_cursor as lane
      set last_seq = m.last_seq, last_event_id = coalesce(m.last_event_id, lane.last_event_id),
          stopped_reason = m.stopped_reason
      from jsonb_to_recordset(${JSON.stringify(result.moves)}::jsonb) as m(
        subject text, last_seq bigint, last_event_id uuid, stopped_reason text)
      where lane.consumer = ${consumer} and lane.subject = m.subject
      returning lane.subject, lane.last_seq)
    update platform.inbox as next set next_attempt_at = now() from moved
    where next.consumer = ${consumer} and next.subject = moved.subject and next.subject_seq = moved.last_seq + 1
      and next.status = 'waiting_gap'`
}

type Row = ReturnType<typeof asRow>

function asRow({ arrival, ...settlement }: Settlement) {
  return {
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
  }
}

async function updateKept(tx: Sql, consumer: string, kept: readonly Row[]): Promise<void> {
  if (kept.length === 0) return
  await tx.$executeRaw`
    update platform.inbox as message
    set status = m.status, attempts = m.attempts, reason = m.reason, facts = m.facts,
        next_attempt_at = now() + m.retry_after_ms * interval '1 millisecond',
        settled_at = case when m.status in ('applied', 'dead') then now() end
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as m(
      event_id uuid, status text, attempts int, reason text, facts jsonb, retry_after_ms int)
    where message.consumer = ${consumer} and message.event_id = m.event_id`
}

/** Lets a message that is kept wait as long as the next failure would, without counting one. */
export async function postpone({ tx }: SystemUnit, consumer: string, eventId: string): Promise<void> {
  await tx.$executeRaw`
    update platform.inbox set next_attempt_at = now() + least(300, 2 ^ least(attempts, 20)) * interval '1 second'
    where consumer = ${consumer} and event_id = ${eventId}::uuid`
}

/**
 * Notes that everything up to a number of the stream is in the inbox: the broker counts a message as acknowledged only
 * after the transaction that stored it, so its floor is always a safe answer.
 */
export async function noteFloor(unit: SystemUnit, consumer: string, floor: Floor): Promise<void> {
  await writeResult(unit, consumer, { settlements: [], moves: [], floor })
}

function asUuid(text: string): string | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null
}
