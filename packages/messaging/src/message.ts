import type { EventContract } from '@erp/contracts'

/** A message received, its payload checked against its contract. */
export interface Message<Payload = unknown> {
  readonly eventId: string
  readonly type: string
  readonly subject: string
  /** Position among the messages of its subject, from 1 without a gap. */
  readonly seq: number
  readonly companyId: string
  readonly aggregateId: string
  readonly payload: Payload
  /** W3C trace context: a child of the producer's. */
  readonly traceparent: string
  /** The user on whose behalf the producer acted. */
  readonly actorId: string
  /** Which try this is, from 1. */
  readonly attempts: number
  readonly receivedAt: Date
  /** The saga this belongs to: set on commands and on their replies. */
  readonly saga?: SagaMark
}

/** What ties a command and its reply to one step of one saga. */
export interface SagaMark {
  readonly sagaId: string
  readonly commandId: string
  /** On an undo: the command it takes back. */
  readonly undoes?: string
  /** The service that runs the saga; others that see the reply leave it alone. */
  readonly owner: string
}

/** A message that cannot be applied yet for a business reason that somebody can mend. */
export interface Blocked {
  /** A constant such as PERIOD_CLOSED. */
  readonly blocked: string
  /** What must be known to mend it; `retryBlocked` finds messages by these. */
  readonly facts: Readonly<Record<string, string>>
}

/** The messages of a call that are blocked, by event id. Those not in it are applied. */
export type Verdicts = ReadonlyMap<string, Blocked>

export function blocked(reason: string, facts: Readonly<Record<string, string>> = {}): Blocked {
  return { blocked: reason, facts }
}

/** The answer to a command: an event of the answering service, sent with the effect and again for every repetition. */
export interface Reply {
  readonly contract: EventContract
  readonly payload: unknown
}

export function reply<Payload>(contract: EventContract<Payload>, payload: Payload): Reply {
  return { contract, payload: contract.schema.parse(payload) }
}
