import type { EventContract } from '@erp/contracts'
import type { UnitOfWork } from '@erp/service-kit'
import { eventStreamOf } from './broker.ts'
import type { Message, SagaMark } from './message.ts'
import { type Outgoing, writeOutbox } from './write-outbox.ts'

/** One event to tell the others. */
export interface Emission<Payload> {
  readonly aggregateId: string
  readonly payload: Payload
  /** The message this follows from, when several are handled in one transaction: its trace goes on. */
  readonly causedBy?: Message
}

/** Tells the others a fact, in the transaction that makes it true. Throws when the payload breaks its contract. */
export function emit<Payload>(
  unit: UnitOfWork,
  contract: EventContract<Payload>,
  emission: Emission<Payload>,
): Promise<void> {
  return emitAll(unit, contract, [emission])
}

/** Tells many facts of one type in one statement; those of one aggregate stay in the order given. */
export function emitAll<Payload>(
  unit: UnitOfWork,
  contract: EventContract<Payload>,
  emissions: readonly Emission<Payload>[],
): Promise<void> {
  return writeOutbox(
    unit,
    emissions.map(({ aggregateId, payload: said, causedBy }) => {
      const payload = contract.schema.parse(said)
      return asEvent(
        { type: contract.type, kind: contract.kindOf?.(payload), aggregateId, payload },
        causedBy,
        undefined,
      )
    }),
  )
}

/** An event, checked against its contract, as a row to be sent. `saga` marks it as the reply to a command. */
export function asEvent(
  {
    kind,
    ...event
  }: {
    readonly type: string
    readonly kind?: string | undefined
    readonly aggregateId: string
    readonly payload: unknown
  },
  causedBy: Message | undefined,
  saga: SagaMark | undefined,
): Outgoing {
  const [service = '', aggregate = ''] = event.type.split('.')
  return {
    ...event,
    stream: eventStreamOf(service),
    subject: ['evt', service, aggregate, ...(kind === undefined ? [] : [kind]), event.aggregateId].join('.'),
    ...(causedBy === undefined ? {} : { traceparent: causedBy.traceparent, actorId: causedBy.actorId }),
    ...(saga === undefined ? {} : { saga }),
  }
}
