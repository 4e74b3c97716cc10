import { childTraceparent, type Sql, type UnitOfWork } from '@erp/service-kit'
import type { EventHandler } from '../handlers.ts'
import type { Message } from '../message.ts'
import type { Dispatch, Turn, Verdict } from './verdict.ts'

/** A contract as far as reading a message needs it. */
interface Readable {
  readonly type: string
  readonly schema: { safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: Error } }
}

/** Takes the replies among messages of one type; those it does not name go on to the service's own handler. */
export interface ReplyTaker<Tx extends Sql> {
  readonly contracts: readonly Readable[]
  take(unit: UnitOfWork<Tx>, messages: readonly Message[]): Promise<ReadonlyMap<string, Verdict>>
}

/**
 * Brings events to the sagas that wait for them and to the service's handlers. A type nobody here handles only moves its
 * subject on, unless it is another version of one that is handled: that waits for a release that knows it.
 */
export function dispatchEvents<Tx extends Sql>(
  handlers: readonly EventHandler<Tx>[],
  sagas: ReplyTaker<Tx>,
): Dispatch<Tx> {
  const byType = new Map(handlers.map((handler) => [handler.contract.type, handler]))
  if (byType.size < handlers.length) throw new Error('Two handlers take the same type of event')
  const replies = new Map(sagas.contracts.map((contract) => [contract.type, contract]))
  const stems = new Set([...byType.keys(), ...replies.keys()].map(stemOf))

  return async (unit, turns) => {
    const type = turns[0]?.arrival.type ?? ''
    const contract = byType.get(type)?.contract ?? replies.get(type)
    if (contract === undefined) return stems.has(stemOf(type)) ? blockAll(turns, 'UNKNOWN_VERSION') : new Map()

    const { messages, verdicts } = readMessages(contract, turns)
    if (messages.length > 0 && replies.has(type)) addAll(verdicts, await sagas.take(unit, messages))
    const own = messages.filter((message) => !verdicts.has(message.eventId))
    const handler = byType.get(type)
    if (handler !== undefined && own.length > 0) {
      for (const [eventId, { blocked, facts }] of (await handler.handle(unit, own)) ?? []) {
        verdicts.set(eventId, { is: 'blocked', reason: blocked, facts })
      }
    }
    return verdicts
  }
}

/** Checks payloads against their contract; what breaks it waits for a release that understands it. */
export function readMessages(
  contract: Readable,
  turns: readonly Turn[],
): { messages: Message[]; verdicts: Map<string, Verdict> } {
  const messages: Message[] = []
  const verdicts = new Map<string, Verdict>()
  for (const turn of turns) {
    const { arrival } = turn
    const parsed = contract.schema.safeParse(arrival.payload)
    if (arrival.payload === undefined || arrival.payload === null)
      verdicts.set(arrival.eventId, { is: 'dead', reason: 'NOT_JSON' })
    else if (parsed.success) messages.push(asMessage(turn, parsed.data))
    else {
      const fault = parsed.error.message.slice(0, 500)
      verdicts.set(arrival.eventId, { is: 'blocked', reason: 'CONTRACT_MISMATCH', facts: { fault } })
    }
  }
  return { messages, verdicts }
}

function asMessage({ arrival, attempt, receivedAt }: Turn, payload: unknown): Message {
  const { saga, actorId, traceparent } = arrival.envelope
  return {
    eventId: arrival.eventId,
    type: arrival.type,
    subject: arrival.subject,
    seq: arrival.subjectSeq,
    companyId: arrival.companyId ?? '',
    aggregateId: arrival.aggregateId,
    payload,
    traceparent: childTraceparent(traceparent),
    actorId,
    attempts: attempt,
    receivedAt,
    ...(saga === undefined ? {} : { saga }),
  }
}

export function blockAll(turns: readonly Turn[], reason: string): Map<string, Verdict> {
  return new Map(
    turns.map(({ arrival }) => [arrival.eventId, { is: 'blocked', reason, facts: { type: arrival.type } }]),
  )
}

function addAll<Key, Value>(target: Map<Key, Value>, source: ReadonlyMap<Key, Value>): void {
  for (const [key, value] of source) target.set(key, value)
}

/** The type without its version. */
function stemOf(type: string): string {
  return type.replace(/\.v\d+$/, '')
}
