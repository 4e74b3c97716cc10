import type { Client } from 'pg'
import { type Broker, readNext, readStream } from '../broker.ts'
import { type OutboxRow, resendSubject, subjectSeqOf } from './outbox-rows.ts'

/** What it means that the broker did not find the expected message as the last one of a subject (error 10071). */
export type Judgement =
  /** It has our message already; only its acknowledgement was lost. */
  | { readonly is: 'stored'; readonly streamSeq: number }
  /** Send again, after this one. */
  | { readonly is: 'after'; readonly streamSeq: number }
  /** The broker lost messages of this subject; they are pending again. */
  | { readonly is: 'lost'; readonly messages: number }
  /** The stream is another one than a moment ago. */
  | { readonly is: 'other epoch' }
  /** The subject holds a message that this database never sent: it was put back to an older state. */
  | { readonly is: 'ahead of us'; readonly eventId: string }

export async function judgeConflict(
  broker: Broker,
  client: Client,
  row: OutboxRow,
  expected: number,
): Promise<Judgement> {
  const { stream, subject } = row
  const { epoch, firstSeq } = await readStream(broker, stream)
  if (epoch !== row.epoch) return { is: 'other epoch' }

  const last = await broker.manager.streams.getMessage(stream, { last_by_subj: subject })
  if (last === null) {
    if (expected < firstSeq) return { is: 'after', streamSeq: 0 } // the one before has aged out
    const messages = await resendSubject(client, subject, epoch, { subjectSeq: 0, firstStreamSeq: firstSeq })
    return { is: 'lost', messages }
  }

  const eventId = last.header.get('Nats-Msg-Id')
  if (eventId === row.event_id) return { is: 'stored', streamSeq: last.seq }
  const subjectSeq = await subjectSeqOf(client, subject, eventId)
  if (subjectSeq === undefined) return { is: 'ahead of us', eventId }
  if (subjectSeq === row.subject_seq - 1) return { is: 'after', streamSeq: last.seq }
  if (subjectSeq < row.subject_seq) {
    const messages = await resendSubject(client, subject, epoch, { subjectSeq, firstStreamSeq: firstSeq })
    return { is: 'lost', messages }
  }
  const streamSeq = await find(broker, row, firstSeq)
  return streamSeq === undefined ? { is: 'after', streamSeq: last.seq } : { is: 'stored', streamSeq }
}

/** Looks through a subject for a message that later ones followed. */
async function find(broker: Broker, row: OutboxRow, firstSeq: number): Promise<number | undefined> {
  let seq = firstSeq
  for (;;) {
    const next = await readNext(broker, row.stream, row.subject, seq)
    if (next === null) return undefined
    if (next.header.get('Nats-Msg-Id') === row.event_id) return next.seq
    seq = next.seq + 1
  }
}
