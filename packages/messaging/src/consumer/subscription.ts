import type { Logger, Sql } from '@erp/service-kit'
import type { ConsumerInfo } from '@nats-io/jetstream'
import { type Broker, readNext, readStream } from '../broker.ts'
import { Bell, pause } from '../pause.ts'
import { type Arrival, asArrival, asDelivery, type Delivery } from './arrival.ts'
import type { Inbox } from './inbox.ts'
import type { Floor } from './inbox-rows.ts'

const batchSize = 64
const retryMs = 1_000
const floorEveryMs = 1_000
/** Batches note the floor on their way; alone it is worth a transaction only now and then. */
const noteFloorEveryMs = 5_000

export interface SubscriptionOptions<Tx extends Sql> {
  readonly broker: Broker
  readonly stream: string
  readonly inbox: Inbox<Tx>
  readonly logger: Logger
}

/**
 * Follows one durable consumer: takes everything that is buffered, up to 64 messages of one type, as one batch. Order
 * within a subject is not asked of the broker; the inbox keeps it.
 */
export class Subscription<Tx extends Sql> {
  readonly #options: SubscriptionOptions<Tx>
  readonly #stopping = new AbortController()
  readonly #bell = new Bell()
  #queue: Delivery[] = []
  #epoch: string | undefined
  /** When the durable we read from was made; another one is not the same durable. */
  #created: string | undefined
  #floor: Floor | undefined
  #notedFloor = -1
  #notedAt = 0
  #restart = new AbortController()
  #failingSince: number | undefined
  #running: Promise<unknown> | undefined

  constructor(options: SubscriptionOptions<Tx>) {
    this.#options = options
  }

  start(): void {
    this.#running = Promise.all([this.#follow(), this.#work(), this.#watchFloor()])
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#restart.abort()
    await this.#running
  }

  /** The store may be another one now, so the stream is looked at again before going on. */
  readonly brokerReturned = (): void => this.#restart.abort()

  get stream(): string {
    return this.#options.stream
  }

  /** Since when the durable cannot be read, as milliseconds of the process's clock. */
  get failingSince(): number | undefined {
    return this.#failingSince
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      this.#restart = new AbortController()
      try {
        await this.#session(AbortSignal.any([signal, this.#restart.signal]))
        this.#failingSince = undefined
      } catch (error) {
        this.#failingSince ??= Date.now()
        if (!signal.aborted)
          this.#options.logger.warn({ err: error, stream: this.stream }, 'cannot read the stream yet')
        await pause(retryMs, signal)
      }
    }
  }

  /** Reads until the server goes away, the durable is gone, or the service stops. */
  async #session(signal: AbortSignal): Promise<void> {
    const { broker, stream, inbox } = this.#options
    const { epoch } = await readStream(broker, stream)
    if (epoch !== this.#epoch) {
      this.#queue = [] // their numbers belong to a store that is gone
      this.#notedFloor = -1
    }
    this.#epoch = epoch
    const consumer = await broker.jetstream.consumers.get(stream, inbox.options.consumer)
    const info = await consumer.info(true)
    this.#created = info.created
    this.#noteFloor(info, epoch)
    await this.#catchUp(info, epoch)

    const position = { stream, streamEpoch: epoch }
    const messages = await consumer.consume({
      max_messages: batchSize,
      expires: 10_000,
      abort_on_missing_resource: true,
      callback: (message) => {
        this.#queue.push(asDelivery(message, position))
        this.#bell.ring()
      },
    })
    this.#failingSince = undefined
    const aborted = pause(2 ** 30, signal)
    const ended = await Promise.race([messages.closed(), aborted])
    if (ended instanceof Error) throw ended
    await messages.close()
  }

  /**
   * Applies what was delivered before but never acknowledged, because the process that had it was killed: the broker
   * would deliver it again only when its ack_wait is over. When it does, the inbox knows it.
   */
  async #catchUp(info: ConsumerInfo, streamEpoch: string): Promise<void> {
    const { broker, stream, inbox } = this.#options
    if (info.num_ack_pending === 0) return
    const filters = info.config.filter_subjects ?? [info.config.filter_subject ?? '>']
    const found: Arrival[] = []
    for (const subject of filters) {
      let seq = info.ack_floor.stream_seq + 1
      while (seq <= info.delivered.stream_seq && found.length < info.num_ack_pending + batchSize) {
        const message = await readNext(broker, stream, subject, seq)
        if (message === null || message.seq > info.delivered.stream_seq) break
        found.push(asArrival(message, { stream, streamEpoch }))
        seq = message.seq + 1
      }
    }
    await inbox.take(found)
  }

  async #work(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const batch = this.#takeBatch()
      if (batch.length === 0) await this.#bell.wait(60_000, signal)
      else await this.#options.inbox.deliver(batch, this.#newFloor())
    }
  }

  /** The messages at the front of the queue that are of one type: one type a transaction, so none drags another along. */
  #takeBatch(): Delivery[] {
    const type = this.#queue[0]?.arrival.type
    const end = this.#queue.findIndex((one, index) => index === batchSize || one.arrival.type !== type)
    return this.#queue.splice(0, end === -1 ? this.#queue.length : end)
  }

  /** Asks how far the durable is acknowledged, and notes it when no batch does. */
  async #watchFloor(): Promise<void> {
    const { signal } = this.#stopping
    const { broker, stream, inbox, logger } = this.#options
    while (!signal.aborted) {
      await pause(floorEveryMs, signal)
      const epoch = this.#epoch
      if (signal.aborted || epoch === undefined || this.#failingSince !== undefined) continue
      try {
        const info = await broker.manager.consumers.info(stream, inbox.options.consumer)
        if (info.created !== this.#created)
          this.brokerReturned() // the durable we read from is gone; this is a new one
        else this.#noteFloor(info, epoch)
        const quiet = this.#queue.length === 0 && Date.now() - this.#notedAt > noteFloorEveryMs
        const floor = quiet ? this.#newFloor() : undefined
        if (floor) await inbox.note(floor)
      } catch (error) {
        logger.debug({ err: error, stream }, 'the floor of the stream is not known just now')
      }
    }
  }

  #noteFloor(info: ConsumerInfo, streamEpoch: string): void {
    if (streamEpoch !== this.#epoch) return
    this.#floor = { stream: this.stream, streamEpoch, seq: info.ack_floor.stream_seq }
  }

  /** The floor if it moved since it was last written. */
  #newFloor(): Floor | undefined {
    if (this.#floor === undefined || this.#floor.seq === this.#notedFloor) return undefined
    this.#notedFloor = this.#floor.seq
    this.#notedAt = Date.now()
    return this.#floor
  }
}
