import type { JsMsg, StoredMsg } from '@nats-io/jetstream'
import type { MsgHdrs } from '@nats-io/transport-node'
import { v5 } from 'uuid'
import { type Envelope, readHeaders } from '../wire-headers.ts'

/** A message as it came, before anybody asked what it means. */
export interface Arrival {
  readonly eventId: string
  readonly stream: string
  readonly streamEpoch: string
  readonly streamSeq: number
  readonly subject: string
  /** 0 when the headers do not say, so that it belongs to no order. */
  readonly subjectSeq: number
  readonly type: string
  /** Null when the headers do not say. */
  readonly companyId: string | null
  readonly aggregateId: string
  /** Undefined when it is not JSON. */
  readonly payload: unknown
  readonly envelope: Envelope
}

/** An arrival that the broker waits to hear about. */
export interface Delivery {
  readonly arrival: Arrival
  /** How often the broker has delivered it, from 1. */
  readonly deliveries: number
  ack(): void
  nak(delayMs: number): void
}

const unreadable = 'f2f7c6a8-4f0a-4a3e-9a55-6f1a3c1d8b10'

/** Where a message stands. */
interface Position {
  readonly stream: string
  readonly streamEpoch: string
}

export function asDelivery(message: JsMsg, position: Position): Delivery {
  const { streamSequence, deliveryCount } = message.info
  return {
    arrival: arrivalOf(position, streamSequence, message.subject, message.headers, message.data),
    deliveries: deliveryCount,
    ack: () => message.ack(),
    nak: (delayMs) => message.nak(delayMs),
  }
}

/** A message read from the stream instead of being delivered. */
export function asArrival(message: StoredMsg, position: Position): Arrival {
  return arrivalOf(position, message.seq, message.subject, message.header, message.data)
}

function arrivalOf(
  { stream, streamEpoch }: Position,
  streamSeq: number,
  subject: string,
  headers: MsgHdrs | undefined,
  data: Uint8Array,
): Arrival {
  const wire = readHeaders(headers)
  const aggregateId = subject.slice(subject.lastIndexOf('.') + 1)
  const where = { stream, streamEpoch, streamSeq, subject, aggregateId, payload: parse(data) }
  if (wire !== undefined) {
    const { eventId, seq, type, companyId, envelope } = wire
    return { ...where, eventId, subjectSeq: seq, type, companyId, envelope }
  }
  return {
    ...where,
    eventId: v5(`${streamEpoch}:${streamSeq}`, unreadable),
    subjectSeq: 0,
    type: 'unreadable',
    companyId: null,
    envelope: { traceparent: '', actorId: '' },
  }
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data))
  } catch {
    return undefined
  }
}
