import {
  childTraceparent,
  crashPoint,
  isSessionLost,
  type Logger,
  type Sql,
  sqlStateOf,
  type Transactor,
} from '@erp/service-kit'
import { applyBatch } from './apply-batch.ts'
import type { Arrival, Delivery } from './arrival.ts'
import { type Floor, noteFloor, postpone } from './inbox-rows.ts'
import { type Dispatch, delayAfter } from './verdict.ts'

export interface InboxOptions<Tx extends Sql> {
  readonly service: string
  /** The durable's name, under which the inbox remembers. */
  readonly consumer: string
  readonly transactor: Transactor<Tx>
  readonly dispatch: Dispatch<Tx>
  readonly logger: Logger
}

/** A subject whose next message is in the inbox and due. */
export interface DueSubject {
  readonly subject: string
  readonly eventId: string
  readonly type: string
  readonly companyId: string
}

interface Work {
  readonly type: string
  readonly companyIds: readonly string[]
  readonly arrivals: readonly Arrival[]
  readonly subjects: readonly string[]
  readonly only?: string
  readonly floor?: Floor | undefined
}

/** Applies messages of one consumer: a batch in one transaction, and one by one when the batch fails. */
export class Inbox<Tx extends Sql> {
  readonly options: InboxOptions<Tx>

  constructor(options: InboxOptions<Tx>) {
    this.options = options
  }

  /**
   * Applies deliveries of one type and tells the broker. What cannot be applied is kept in the inbox with its reason, so
   * it is acknowledged too: the broker has to deliver again only what lost its session twice, and what the database cannot
   * even remember.
   */
  async deliver(deliveries: readonly Delivery[], floor: Floor | undefined): Promise<void> {
    const arrivals = deliveries.map((one) => one.arrival)
    try {
      await this.#transact(workOf(arrivals, { floor }))
      this.#acknowledge(deliveries)
    } catch (error) {
      await this.#deliverOneByOne(deliveries, error)
    }
  }

  /** Applies messages that were read from the stream; the broker delivers them again and finds them known. */
  async take(arrivals: readonly Arrival[]): Promise<void> {
    for (const group of Map.groupBy(arrivals, (one) => one.type).values()) {
      const silent = group.map((arrival) => ({ arrival, deliveries: 1, ack: () => undefined, nak: () => undefined }))
      await this.deliver(silent, undefined)
    }
  }

  /** Tries again what the inbox keeps. */
  async retry(due: readonly DueSubject[]): Promise<void> {
    const subjects = due.map((one) => one.subject)
    const work = { type: due[0]?.type ?? '', companyIds: due.map((one) => one.companyId), arrivals: [], subjects }
    try {
      await this.#transact(work)
    } catch (error) {
      if (due.length > 1) this.#logger.warn({ err: error }, 'a batch of retries failed; going on one by one')
      for (const { subject, eventId, type, companyId } of due) {
        const one = { type, companyIds: [companyId], arrivals: [], subjects: [subject], only: eventId }
        const outcome = await this.#isolate(one, due.length === 1 ? error : undefined)
        if (outcome === 'lost') await this.#postpone(eventId)
      }
    }
  }

  /** Notes the broker's floor when there is no batch to note it with. */
  async note(floor: Floor): Promise<void> {
    await this.options.transactor.system([], 'stream floor', (unit) => noteFloor(unit, this.options.consumer, floor))
  }

  get #logger(): Logger {
    return this.options.logger
  }

  async #deliverOneByOne(deliveries: readonly Delivery[], failure: unknown): Promise<void> {
    if (deliveries.length > 1) this.#logger.warn({ err: failure }, 'a batch failed; going on one by one')
    let lostBefore = false
    for (const [index, delivery] of deliveries.entries()) {
      const work = { ...workOf([delivery.arrival], {}), only: delivery.arrival.eventId }
      const outcome = await this.#isolate(work, deliveries.length === 1 ? failure : undefined).catch(
        (error: unknown) => {
          this.#logger.error({ err: error }, 'the database cannot take messages; the broker shall deliver again')
          return 'not noted' as const
        },
      )
      if (outcome === 'settled') this.#acknowledge([delivery])
      else if (outcome === 'lost' && !lostBefore) delivery.nak(delayAfter(delivery.deliveries))
      else {
        for (const rest of deliveries.slice(index)) rest.nak(delayAfter(rest.deliveries))
        return
      }
      lostBefore = outcome === 'lost'
    }
  }

  /**
   * Applies one message; when its handler fails, notes that instead. Throws when not even that is possible. A session that
   * ended is no failure of the handler: the message is tried once more in another one, and `lost` when that ends too.
   */
  async #isolate(work: Work, known: unknown): Promise<'settled' | 'lost'> {
    let failure = known
    if (failure === undefined || isSessionLost(failure)) {
      try {
        await this.#transact(work)
        return 'settled'
      } catch (error) {
        failure = error
      }
    }
    if (isSessionLost(failure)) {
      this.#logger.warn({ err: failure, eventId: work.only, type: work.type }, 'a message lost its session twice')
      return 'lost'
    }
    const errorClass = classOf(failure)
    this.#logger.error({ err: failure, eventId: work.only, type: work.type }, 'a message could not be applied')
    await this.#transact(work, async (_, turns) => {
      return new Map(turns.map((turn) => [turn.arrival.eventId, { is: 'failed' as const, errorClass }]))
    })
    return 'settled'
  }

  async #postpone(eventId: string): Promise<void> {
    const { consumer, transactor } = this.options
    await transactor.system([], 'message postponed', (unit) => postpone(unit, consumer, eventId))
  }

  async #transact(work: Work, dispatch: Dispatch<Tx> = this.options.dispatch): Promise<void> {
    const { consumer, transactor } = this.options
    const [first] = work.arrivals
    const options =
      first !== undefined && work.arrivals.length === 1
        ? { traceparent: childTraceparent(first.envelope.traceparent) }
        : {}
    await transactor.system(
      [...new Set(work.companyIds)],
      work.type,
      async (unit) => {
        const { arrivals, subjects, only, floor } = work
        await applyBatch(unit, {
          consumer,
          arrivals,
          subjects,
          dispatch,
          floor,
          ...(only === undefined ? {} : { only }),
        })
      },
      options,
    )
  }

  #acknowledge(deliveries: readonly Delivery[]): void {
    for (const { arrival } of deliveries) crashPoint(`${this.options.service}:after_effect_before_ack:${arrival.type}`)
    for (const delivery of deliveries) delivery.ack()
  }
}

function workOf(arrivals: readonly Arrival[], extra: { readonly floor?: Floor | undefined }): Work {
  const companyIds = arrivals.map((one) => one.companyId).filter((id) => id !== null)
  return { type: arrivals[0]?.type ?? '', companyIds, arrivals, subjects: [], ...extra }
}

/** What two failures must share to count as the same: PostgreSQL's code, or the name of the error. */
function classOf(error: unknown): string {
  return sqlStateOf(error) ?? (error instanceof Error ? error.name : typeof error)
}
