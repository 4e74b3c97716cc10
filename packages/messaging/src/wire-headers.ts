import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { SagaMark } from './message.ts'

/** What travels beside the payload, as the outbox and the inbox keep it. */
export interface Envelope {
  readonly traceparent: string
  readonly actorId: string
  readonly saga?: SagaMark
}

/** A message on the wire without its payload. */
export interface WireMessage {
  readonly eventId: string
  readonly type: string
  readonly seq: number
  readonly companyId: string
  readonly occurredAt: string
  readonly envelope: Envelope
}

/** What makes the server refuse a message that does not follow the one we sent before it. */
export interface Expectation {
  readonly stream: string
  readonly lastSubjectSequence: number
}

export function writeHeaders(message: WireMessage, expected: Expectation): MsgHdrs {
  const { traceparent, actorId, saga } = message.envelope
  const written = headers()
  written.set('Nats-Msg-Id', message.eventId)
  written.set('Nats-Expected-Stream', expected.stream)
  written.set('Nats-Expected-Last-Subject-Sequence', String(expected.lastSubjectSequence))
  written.set('Erp-Type', message.type)
  written.set('Erp-Seq', String(message.seq))
  written.set('Erp-Company', message.companyId)
  written.set('Erp-Actor', actorId)
  written.set('Erp-Occurred-At', message.occurredAt)
  written.set('traceparent', traceparent)
  if (saga !== undefined) {
    written.set('Erp-Saga', saga.sagaId)
    written.set('Erp-Saga-Owner', saga.owner)
    written.set('Erp-Command', saga.commandId)
    if (saga.undoes !== undefined) written.set('Erp-Undoes', saga.undoes)
  }
  return written
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the headers say, or undefined when they are not ours: then nobody can tell what the message follows. */
export function readHeaders(found: MsgHdrs | undefined): WireMessage | undefined {
  const text = (name: string) => found?.get(name) ?? ''
  const id = (name: string) => (uuid.test(text(name)) ? text(name) : undefined)
  const eventId = id('Nats-Msg-Id')
  const companyId = id('Erp-Company')
  const actorId = id('Erp-Actor')
  const seq = Number(text('Erp-Seq'))
  if (!eventId || !companyId || !actorId || !text('Erp-Type') || !Number.isSafeInteger(seq) || seq < 1) return undefined
  const saga = readSaga(id('Erp-Saga'), id('Erp-Command'), id('Erp-Undoes'), text('Erp-Saga-Owner'))
  return {
    eventId,
    type: text('Erp-Type'),
    seq,
    companyId,
    occurredAt: text('Erp-Occurred-At'),
    envelope: { traceparent: text('traceparent'), actorId, ...(saga === undefined ? {} : { saga }) },
  }
}

function readSaga(
  sagaId: string | undefined,
  commandId: string | undefined,
  undoes: string | undefined,
  owner: string,
): SagaMark | undefined {
  if (sagaId === undefined || commandId === undefined) return undefined
  return { sagaId, commandId, owner, ...(undoes === undefined ? {} : { undoes }) }
}
