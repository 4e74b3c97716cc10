import { crashPoint } from '@erp/service-kit'
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream'
import { errors } from '@nats-io/transport-node'
import type { Client } from 'pg'
import type { Broker } from '../broker.ts'
import { writeHeaders } from '../wire-headers.ts'
import { judgeConflict } from './judge-conflict.ts'
import type { OutboxRow, SentRow, UnsentRow } from './outbox-rows.ts'

/** What became of the messages of one subject; those it does not name were not tried. */
export interface SubjectOutcome {
  readonly sent: SentRow[]
  readonly unsent: UnsentRow[]
  /** Why the stream takes nothing just now. */
  readonly outage?: string
  /** The stream must be compared with the outbox before anything else is sent to it. */
  readonly recover?: true
  /** The stream holds messages this database never sent. */
  readonly aheadOfUs?: string
}

export interface Publisher {
  readonly service: string
  readonly broker: Broker
  readonly client: Client
}

/** A store that writes every message to disk answers within milliseconds; whoever is later than this is away. */
const publishTimeoutMs = 2_000
const largestPayload = 256 * 1024
/** A position corrected this often is not a slip of ours any more. */
const corrections = 3

/** Sends messages of one subject, each after the one before it is stored, until one cannot be sent. */
export async function publishSubject(publisher: Publisher, rows: readonly OutboxRow[]): Promise<SubjectOutcome> {
  const sent: SentRow[] = []
  let expected = rows[0]?.previous_stream_seq ?? 0
  for (const row of rows) {
    const answer = await publishOne(publisher, row, expected)
    if (typeof answer !== 'number') return { sent, ...answer }
    sent.push({ event_id: row.event_id, stream_epoch: row.epoch, stream_seq: answer })
    expected = answer
  }
  return { sent, unsent: [] }
}

type Stop = Omit<SubjectOutcome, 'sent'>

/** Where the broker stored it, or why the subject stops here. */
async function publishOne(publisher: Publisher, row: OutboxRow, previous: number): Promise<number | Stop> {
  if (Buffer.byteLength(row.payload) > largestPayload) return dead(row, 'the payload is larger than 256 KiB')
  crashPoint(`${publisher.service}:before_publish:${row.type}`)
  let expected = previous
  for (let attempt = 0; attempt <= corrections; attempt += 1) {
    try {
      const { seq, duplicate } = await publisher.broker.jetstream.publish(row.subject, row.payload, {
        headers: writeHeaders(wireMessage(row), { stream: row.stream, lastSubjectSequence: expected }),
        timeout: publishTimeoutMs,
      })
      return duplicate || seq > row.stream_last_seq ? seq : { unsent: [], recover: true } // numbers start again: a new store
    } catch (error) {
      if (!isWrongLastSequence(error)) return explain(row, error)
    }
    const judgement = await judgeConflict(publisher.broker, publisher.client, row, expected).catch(explainOutage)
    switch (judgement.is) {
      case 'stored':
        return judgement.streamSeq
      case 'after':
        expected = judgement.streamSeq
        break
      case 'lost':
        return { unsent: [{ event_id: row.event_id, error: 'the broker lost earlier messages', dead: false }] }
      case 'other epoch':
        return { unsent: [], recover: true }
      case 'ahead of us':
        return { unsent: [], aheadOfUs: `${row.subject} ends with ${judgement.eventId}` }
      case 'outage':
        return { unsent: [], outage: judgement.outage }
    }
  }
  return { unsent: [{ event_id: row.event_id, error: 'wrong last sequence', dead: false }], recover: true }
}

function wireMessage(row: OutboxRow) {
  return {
    eventId: row.event_id,
    type: row.type,
    seq: row.subject_seq,
    companyId: row.company_id,
    occurredAt: row.occurred_at.toISOString(),
    envelope: row.headers,
  }
}

function isWrongLastSequence(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
      error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown)
  )
}

/** Only a message that can never be sent as it is stops for good; everything else is tried again. */
function explain(row: OutboxRow, error: unknown): Stop {
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof errors.RequestError ? error.cause : error
  const refusedForGood =
    cause instanceof errors.PermissionViolationError || cause instanceof errors.InvalidArgumentError
  if (refusedForGood) return dead(row, message)
  return { unsent: [{ event_id: row.event_id, error: message, dead: false }], outage: message }
}

function explainOutage(error: unknown): { readonly is: 'outage'; readonly outage: string } {
  return { is: 'outage', outage: error instanceof Error ? error.message : String(error) }
}

function dead(row: OutboxRow, error: string): Stop {
  return { unsent: [{ event_id: row.event_id, error, dead: true }] }
}
