import type { Logger, Sql, Transactor } from '@erp/service-kit'
import { type Broker, readNext, readStream } from '../broker.ts'
import { onInboxDue } from '../inbox-signal.ts'
import { Bell } from '../pause.ts'
import { type Arrival, asArrival } from './arrival.ts'
import type { DueSubject, Inbox } from './inbox.ts'

const pollMs = 500
const batchSize = 64

interface DueRow extends DueSubject {
  readonly consumer: string
  readonly stream: string
  readonly lastSeq: number
  readonly subjectSeq: number
  /** Whether the inbox has the message that is next in the subject. */
  readonly hasHead: boolean
}

export interface DueMessagesOptions<Tx extends Sql> {
  /** Undefined while the service has no connection yet. */
  readonly broker: () => Broker | undefined
  readonly transactor: Transactor<Tx>
  /** By consumer. */
  readonly inboxes: ReadonlyMap<string, Inbox<Tx>>
  readonly logger: Logger
}

/**
 * Tries again what is due by the database's clock: held messages at the head of their subject, and messages that have
 * waited a minute for one that is missing, which is then looked for in the stream.
 */
export class DueMessages<Tx extends Sql> {
  readonly #options: DueMessagesOptions<Tx>
  readonly #stopping = new AbortController()
  readonly #bell = new Bell()
  #running: Promise<void> | undefined

  constructor(options: DueMessagesOptions<Tx>) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  readonly nudge = (): void => this.#bell.ring()

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    const endSignal = onInboxDue(this.#bell.ring)
    while (!signal.aborted) {
      try {
        const rows = await this.#readDue()
        await this.#retryHeads(rows)
        await this.#fillGaps(rows)
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'what is due is tried again later')
      }
      await this.#bell.wait(pollMs, signal)
    }
    endSignal()
  }

  #readDue(): Promise<DueRow[]> {
    const consumers = JSON.stringify([...this.#options.inboxes.keys()])
    return this.#options.transactor.read(
      [],
      (tx) => tx.$queryRaw`
        select message.consumer, message.subject, message.event_id as "eventId", message.type,
               message.company_id as "companyId", message.stream, lane.last_seq::float8 as "lastSeq",
               message.subject_seq::float8 as "subjectSeq",
               exists (select from platform.inbox as head
                       where head.consumer = message.consumer and head.subject = message.subject
                         and head.subject_seq = lane.last_seq + 1
                         and head.status in ('waiting_gap', 'blocked', 'dead')) as "hasHead"
        from platform.inbox as message join platform.inbox_cursor as lane using (consumer, subject)
        where message.status in ('waiting_gap', 'blocked') and message.next_attempt_at <= now()
          and lane.stopped_reason is null
          and message.consumer in (select jsonb_array_elements_text(${consumers}::jsonb))
        order by message.next_attempt_at, message.stream_seq limit ${batchSize}::int`,
    )
  }

  async #retryHeads(rows: readonly DueRow[]): Promise<void> {
    const heads = rows.filter((row) => row.subjectSeq === row.lastSeq + 1)
    const groups = Map.groupBy(heads, (row) => `${row.consumer} ${row.type}`)
    for (const group of groups.values()) {
      await this.#options.inboxes.get(group[0]?.consumer ?? '')?.retry(group)
    }
  }

  /** Reads what is missing from the stream; what is not there either is asked for again after another minute. */
  async #fillGaps(rows: readonly DueRow[]): Promise<void> {
    const waiting = rows.filter((row) => row.subjectSeq > row.lastSeq + 1)
    if (waiting.length === 0) return
    const subjects = new Map(
      waiting.filter((row) => !row.hasHead).map((row) => [`${row.consumer} ${row.subject}`, row]),
    )
    for (const row of subjects.values()) {
      const broker = this.#options.broker()
      if (broker === undefined) break
      const missing = await readMissing(broker, row)
      this.#options.logger.warn({ subject: row.subject, after: row.lastSeq, found: missing.length }, 'filling a gap')
      await this.#options.inboxes.get(row.consumer)?.take(missing)
    }
    await this.#postpone(waiting)
  }

  async #postpone(rows: readonly DueRow[]): Promise<void> {
    await this.#options.transactor.system([], 'inbox gap', async ({ tx }) => {
      const ids = JSON.stringify(rows.map((row) => row.eventId))
      await tx.$executeRaw`
        update platform.inbox set next_attempt_at = now() + interval '60 seconds'
        where status in ('waiting_gap', 'blocked') and next_attempt_at <= now()
          and event_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))`
    })
  }
}

/** The messages of a subject between the last applied one and the one that waits, as far as the stream has them. */
async function readMissing(broker: Broker, row: DueRow): Promise<Arrival[]> {
  const { epoch, firstSeq } = await readStream(broker, row.stream)
  const found: Arrival[] = []
  let seq = firstSeq
  while (found.length < batchSize) {
    const message = await readNext(broker, row.stream, row.subject, seq)
    if (message === null) break
    const arrival = asArrival(message, { stream: row.stream, streamEpoch: epoch })
    if (arrival.subjectSeq > row.lastSeq && arrival.subjectSeq < row.subjectSeq) found.push(arrival)
    seq = message.seq + 1
  }
  return found
}
