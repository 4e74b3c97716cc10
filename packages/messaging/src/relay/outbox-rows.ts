import type { Client } from 'pg'
import type { Envelope } from '../wire-headers.ts'

/** A message to be sent. */
export interface OutboxRow {
  readonly event_id: string
  readonly stream: string
  /** The epoch of the stream at the time of reading. */
  readonly epoch: string
  /** The last number that stream had then. */
  readonly stream_last_seq: number
  readonly subject: string
  readonly subject_seq: number
  readonly type: string
  readonly company_id: string
  /** JSON text, exactly as hashed. */
  readonly payload: string
  readonly headers: Envelope
  readonly occurred_at: Date
  /** The one before it in its subject is not sent yet. */
  readonly after_pending: boolean
  /** Where the one before it stands in this epoch of the stream; 0 when it does not. */
  readonly previous_stream_seq: number
}

/** Where the broker stored a message. */
export interface SentRow {
  readonly event_id: string
  readonly stream_epoch: string
  readonly stream_seq: number
}

/** Why a message was not sent. */
export interface UnsentRow {
  readonly event_id: string
  readonly error: string
  /** Nobody tries again until a person has acted. */
  readonly dead: boolean
}

/** How many messages are read at once. */
export const batchSize = 200

/** The oldest pending messages of the streams that are ready, with the epoch each of those has now. */
export async function readPending(
  client: Client,
  streams: ReadonlyMap<string, { readonly epoch: string; readonly lastSeq: number }>,
): Promise<OutboxRow[]> {
  const ready = JSON.stringify(
    [...streams].map(([stream, { epoch, lastSeq }]) => ({ stream, epoch, last_seq: lastSeq })),
  )
  const { rows } = await client.query<OutboxRow>(
    `select row.event_id, row.stream, ready.epoch, ready.last_seq::float8 as stream_last_seq, row.subject, row.subject_seq::float8 as subject_seq, row.type,
            row.company_id, row.payload::text as payload, row.headers, row.occurred_at,
            previous.event_id is not null and previous.published_at is null as after_pending,
            coalesce(case when previous.stream_epoch = ready.epoch then previous.stream_seq end, 0)::float8
              as previous_stream_seq
     from platform.outbox as row
     join jsonb_to_recordset($1::jsonb) as ready(stream text, epoch uuid, last_seq bigint) using (stream)
     left join platform.outbox as previous on previous.subject = row.subject and previous.subject_seq = row.subject_seq - 1
     where row.published_at is null and row.dead_at is null and row.next_attempt_at <= now()
     order by row.pos limit ${batchSize}`,
    [ready],
  )
  return rows
}

/** Streams that have messages pending although nobody has looked at them yet. */
export async function unknownStreams(client: Client, known: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ stream: string }>(
    `select distinct stream from platform.outbox
     where published_at is null and stream not in (select jsonb_array_elements_text($1::jsonb))`,
    [JSON.stringify(known)],
  )
  return rows.map(({ stream }) => stream)
}

export async function markSent(client: Client, rows: readonly SentRow[]): Promise<void> {
  if (rows.length === 0) return
  await client.query(
    `update platform.outbox as row
     set published_at = coalesce(row.published_at, clock_timestamp()), stream_epoch = sent.stream_epoch,
         stream_seq = sent.stream_seq, attempts = attempts + 1, last_error = null
     from jsonb_to_recordset($1::jsonb) as sent(event_id uuid, stream_epoch uuid, stream_seq bigint)
     where row.event_id = sent.event_id`,
    [JSON.stringify(rows)],
  )
}

export async function markUnsent(client: Client, rows: readonly UnsentRow[]): Promise<void> {
  if (rows.length === 0) return
  await client.query(
    `update platform.outbox as row
     set attempts = attempts + 1, last_error = unsent.error, dead_at = case when unsent.dead then clock_timestamp() end
     from jsonb_to_recordset($1::jsonb) as unsent(event_id uuid, error text, dead boolean)
     where row.event_id = unsent.event_id`,
    [JSON.stringify(rows)],
  )
}

/** Pushes back messages that have to wait for an earlier one of their subject, so that they cannot fill the batch. */
export async function hold(client: Client, eventIds: readonly string[], seconds: number): Promise<void> {
  if (eventIds.length === 0) return
  await client.query(
    `update platform.outbox set next_attempt_at = now() + $2 * interval '1 second'
     where event_id = any (array(select value::uuid from jsonb_array_elements_text($1::jsonb)))`,
    [JSON.stringify(eventIds), seconds],
  )
}

/** Which of a subject's numbers an event has, or undefined when this database does not know the event. */
export async function subjectSeqOf(client: Client, subject: string, eventId: string): Promise<number | undefined> {
  const { rows } = await client.query<{ subject_seq: number }>(
    `select subject_seq::float8 as subject_seq from platform.outbox where subject = $1 and event_id::text = $2`,
    [subject, eventId],
  )
  return rows[0]?.subject_seq
}

const lost = `published_at = null, stream_epoch = null, stream_seq = null, next_attempt_at = now(),
  earlier_positions = earlier_positions || jsonb_build_object('epoch', stream_epoch, 'seq', stream_seq)`

/** Makes pending what one subject had in the stream after the message that is its last one there now. */
export async function resendSubject(
  client: Client,
  subject: string,
  epoch: string,
  after: { readonly subjectSeq: number; readonly firstStreamSeq: number },
): Promise<number> {
  const { rowCount } = await client.query(
    `update platform.outbox set ${lost}
     where subject = $1 and stream_epoch = $2 and subject_seq > $3 and stream_seq >= $4`,
    [subject, epoch, after.subjectSeq, after.firstStreamSeq],
  )
  return rowCount ?? 0
}

/** Makes pending what was sent to this epoch of a stream from a number on. */
export async function resendFrom(client: Client, stream: string, epoch: string, streamSeq: number): Promise<number> {
  const { rowCount } = await client.query(
    `update platform.outbox set ${lost} where stream = $1 and stream_epoch = $2 and stream_seq >= $3`,
    [stream, epoch, streamSeq],
  )
  return rowCount ?? 0
}

/** Makes pending what stood at some numbers of this epoch of a stream, with what follows in the same subjects. */
export function resendAt(
  client: Client,
  stream: string,
  epoch: string,
  streamSeqs: readonly number[],
): Promise<number> {
  const inHoles = 'stream_seq in (select value::bigint from jsonb_array_elements_text($3::jsonb))'
  return resendWithFollowing(client, inHoles, [stream, epoch, JSON.stringify(streamSeqs)])
}

/**
 * Makes pending what stood before the first number of this epoch of a stream and is not old enough to be gone, with what
 * follows in the same subjects. Whether there is such a one is told by the message right before that number, so that
 * what has aged is not read each time.
 */
export function resendBefore(
  client: Client,
  stream: string,
  epoch: string,
  { firstSeq, maxAgeSeconds }: { readonly firstSeq: number; readonly maxAgeSeconds: number },
): Promise<number> {
  const young = `($4 = 0 or published_at > now() - $4 * interval '1 second' + interval '1 hour')`
  const early = `stream_seq < $3 and ${young}
    and (select ${young} from platform.outbox
         where stream = $1 and stream_epoch = $2 and stream_seq < $3 order by stream_seq desc limit 1)`
  return resendWithFollowing(client, early, [stream, epoch, firstSeq, maxAgeSeconds])
}

/** A subject is sent in its order: what comes after a lost message goes out again after it, under the ids it had. */
async function resendWithFollowing(client: Client, condition: string, values: unknown[]): Promise<number> {
  const { rowCount } = await client.query(
    `with hole as (
       select subject, min(subject_seq) as first_seq from platform.outbox
       where stream = $1 and stream_epoch = $2 and ${condition} group by subject)
     update platform.outbox as row set ${lost} from hole
     where row.subject = hole.subject and row.subject_seq >= hole.first_seq and row.stream_epoch = $2`,
    values,
  )
  return rowCount ?? 0
}

/** Makes pending what was sent to other epochs of a stream and would still be in it had they not been lost. */
export async function resendOtherEpochs(
  client: Client,
  stream: string,
  epoch: string,
  maxAgeSeconds: number,
): Promise<number> {
  const { rowCount } = await client.query(
    `update platform.outbox set ${lost}
     where stream = $1 and (stream_epoch < $2 or stream_epoch > $2)
       and ($3 = 0 or published_at > now() - $3 * interval '1 second')`,
    [stream, epoch, maxAgeSeconds],
  )
  return rowCount ?? 0
}

/** The last message that this database knows to be in a stream. */
export async function lastSent(
  client: Client,
  stream: string,
  epoch: string,
): Promise<{ eventId: string; streamSeq: number } | undefined> {
  const { rows } = await client.query<{ eventId: string; streamSeq: number }>(
    `select event_id as "eventId", stream_seq::float8 as "streamSeq" from platform.outbox
     where stream = $1 and stream_epoch = $2 order by stream_seq desc limit 1`,
    [stream, epoch],
  )
  return rows[0]
}
