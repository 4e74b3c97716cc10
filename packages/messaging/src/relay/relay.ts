import { crashPoint, type Logger } from '@erp/service-kit'
import { type Broker, eventStreamOf } from '../broker.ts'
import { onOutboxFilled } from '../outbox-signal.ts'
import { Bell, pause } from '../pause.ts'
import { OutboxArchive } from './archive.ts'
import { batchSize, hold, markSent, markUnsent, type OutboxRow, readPending, unknownStreams } from './outbox-rows.ts'
import { publishSubject, type SubjectOutcome } from './publish-subject.ts'
import { RelaySession } from './relay-session.ts'
import { type ComparedStream, recoverStream } from './stream-watch.ts'

const subjectsInFlight = 32
const pollBusyMs = 50
const pollIdleMs = 500
const standbyMs = 1_000
const compareStreamsEveryMs = 5_000
const heldSeconds = 5
const backOff = { firstMs: 200, longestMs: 30_000 }
const degradedAfterMs = 60_000

export interface RelayOptions {
  readonly service: string
  readonly databaseUrl: string
  readonly broker: Broker
  /** The streams this service is known to publish to. */
  readonly streams: readonly string[]
  readonly logger: Logger
}

/** How a stream stands. */
interface StreamStanding {
  compared?: ComparedStream
  /** When it was compared last; 0 when it has to be again before anything that was sent is believed. */
  comparedAt: number
  failures: number
  failingSince?: number
  retryAt: number
}

/**
 * Carries the outbox to the broker. Of all relays of one database only the one that holds the lock sends; a message
 * goes only after the one before it in its subject is stored, and at most 32 subjects are under way at once.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #streams = new Map<string, StreamStanding>()
  readonly #bell = new Bell()
  readonly #archive = new OutboxArchive()
  readonly #stopping = new AbortController()
  #leads = false
  /** When the outbox was last searched for streams nobody has named. */
  #soughtAt = 0
  #frozen: string | undefined
  #running: Promise<void> | undefined

  constructor(options: RelayOptions) {
    this.#options = options
    for (const stream of options.streams) this.#streams.set(stream, newStanding())
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  readonly nudge = (): void => this.#bell.ring()

  get leads(): boolean {
    return this.#leads
  }

  /** What keeps messages from leaving, for readiness; empty when all is well or another process leads. */
  problems(): string[] {
    const stalled = [...this.#streams].filter(
      ([, { failingSince }]) => failingSince !== undefined && Date.now() - failingSince > degradedAfterMs,
    )
    const problems = stalled.map(([stream]) => `${stream} has taken no message for a minute`)
    if (this.#frozen) problems.push('the outbox is older than its stream; nothing is sent until it is recovered')
    return problems
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    const { service, databaseUrl, logger } = this.#options
    const endSignal = onOutboxFilled(this.#bell.ring)
    while (!signal.aborted) {
      const session = new RelaySession(databaseUrl, service)
      try {
        await session.open()
        while (!signal.aborted && !(await session.tryLock())) await pause(standbyMs, signal)
        if (!signal.aborted) await this.#lead(session)
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'the relay starts over')
      } finally {
        this.#leads = false
        await session.close()
      }
      if (!signal.aborted) await pause(standbyMs, signal)
    }
    endSignal()
  }

  async #lead(session: RelaySession): Promise<void> {
    const { signal } = this.#stopping
    this.#compareAll()
    this.#leads = true
    while (!signal.aborted) {
      if (session.lost) throw session.lost
      await this.#archive.pass(session.client)
      const busy = this.#frozen === undefined && (await this.#sendBatch(session))
      await this.#bell.wait(busy ? 0 : this.#hasFailures() ? pollBusyMs : pollIdleMs, signal)
    }
  }

  #hasFailures(): boolean {
    return [...this.#streams.values()].some((standing) => standing.failures > 0)
  }

  /** A server that was away may come back with an older store, so every stream is compared before more is sent. */
  readonly compareStreams = (): void => {
    this.#compareAll()
    this.#bell.ring()
  }

  #compareAll(): void {
    for (const standing of this.#streams.values()) {
      standing.comparedAt = 0
      standing.retryAt = 0
    }
  }

  /** Sends up to one batch; true when there is probably more. */
  async #sendBatch(session: RelaySession): Promise<boolean> {
    const ready = await this.#readyStreams(session)
    if (this.#frozen !== undefined) return false
    const rows = await readPending(session.client, ready)
    const { sendable, held } = inOrder(rows)
    await hold(session.client, held, heldSeconds)
    if (sendable.length === 0) return held.length > 0

    const publisher = { service: this.#options.service, broker: this.#options.broker, client: session.client }
    const outcomes: SubjectOutcome[] = []
    const queue = sendable.values()
    const work = async () => {
      for (const group of queue) {
        const stream = group[0]?.stream ?? ''
        const standing = this.#streams.get(stream)
        if (standing !== undefined && standing.retryAt > Date.now()) continue
        const outcome = await publishSubject(publisher, group)
        outcomes.push(outcome)
        this.#note(stream, outcome)
      }
    }
    await Promise.all(Array.from({ length: Math.min(subjectsInFlight, sendable.length) }, work))

    const rowOf = new Map(rows.map((row) => [row.event_id, row]))
    const sent = outcomes.flatMap((outcome) => outcome.sent).filter((one) => this.#believes(rowOf.get(one.event_id)))
    for (const { event_id } of sent)
      crashPoint(`${this.#options.service}:after_publish_before_mark:${rowOf.get(event_id)?.type}`)
    await markSent(session.client, sent)
    for (const one of sent) this.#remember(rowOf.get(one.event_id)?.stream ?? '', one.stream_seq)
    await markUnsent(
      session.client,
      outcomes.flatMap((outcome) => outcome.unsent),
    )
    // What was committed meanwhile has rung the bell, so a batch that was not full needs no second look.
    return sent.length > 0 && (rows.length === batchSize || sent.length < rows.length)
  }

  /**
   * A stream that was away, or turned out to be another one, while a batch was under way may not be what its numbers are
   * noted for: then nothing is noted, the messages go out again, and the broker knows their ids.
   */
  #believes(row: OutboxRow | undefined): boolean {
    return row !== undefined && this.#streams.get(row.stream)?.comparedAt !== 0
  }

  #remember(stream: string, streamSeq: number): void {
    const standing = this.#streams.get(stream)
    if (standing?.compared === undefined || standing.compared.lastSeq >= streamSeq) return
    standing.compared = { ...standing.compared, lastSeq: streamSeq }
  }

  /** The streams that may be sent to now, each compared with the outbox lately. */
  async #readyStreams(session: RelaySession): Promise<ReadonlyMap<string, ComparedStream>> {
    if (Date.now() - this.#soughtAt > compareStreamsEveryMs) {
      this.#soughtAt = Date.now()
      for (const stream of await unknownStreams(session.client, [...this.#streams.keys()]))
        this.#streams.set(stream, newStanding())
    }
    const ready = new Map<string, ComparedStream>()
    for (const [stream, standing] of this.#streams) {
      if (standing.retryAt > Date.now()) continue
      try {
        if (standing.compared === undefined || Date.now() - standing.comparedAt > compareStreamsEveryMs) {
          standing.comparedAt = Date.now()
          standing.compared = await this.#compare(session, stream, standing.compared)
        }
        ready.set(stream, standing.compared)
      } catch (error) {
        if (session.lost) throw session.lost
        this.#fails(stream, error instanceof Error ? error.message : String(error))
      }
    }
    return ready
  }

  async #compare({ client }: RelaySession, stream: string, before?: ComparedStream): Promise<ComparedStream> {
    const { broker, service, logger } = this.#options
    const own = stream === eventStreamOf(service)
    const compared = await recoverStream({ broker, client, stream, own, before, logger })
    if (compared.aheadOfUs !== undefined) this.#freeze(stream, compared.aheadOfUs)
    return compared
  }

  #freeze(stream: string, found: string): void {
    this.#frozen = found
    this.#options.logger.fatal({ stream, found }, 'the stream holds what this database never sent; frozen')
  }

  #note(stream: string, outcome: SubjectOutcome): void {
    const { logger } = this.#options
    for (const row of outcome.unsent) {
      if (row.dead) logger.fatal({ stream, eventId: row.event_id, error: row.error }, 'a message can never be sent')
    }
    if (outcome.aheadOfUs !== undefined) this.#freeze(stream, outcome.aheadOfUs)
    const standing = this.#streams.get(stream)
    if (standing !== undefined && outcome.recover) standing.comparedAt = 0
    if (outcome.outage !== undefined) this.#fails(stream, outcome.outage)
    else if (standing !== undefined && outcome.sent.length > 0) {
      standing.failures = 0
      delete standing.failingSince
    }
  }

  #fails(stream: string, error: string): void {
    const standing = this.#streams.get(stream) ?? newStanding()
    if (standing.retryAt > Date.now()) return // one of many messages that met the same outage
    standing.failures += 1
    standing.failingSince ??= Date.now()
    standing.comparedAt = 0
    const delay = Math.min(backOff.longestMs, backOff.firstMs * 2 ** (standing.failures - 1))
    standing.retryAt = Date.now() + delay * (0.5 + Math.random() / 2)
    this.#options.logger.warn({ stream, error, failures: standing.failures }, 'the stream takes no messages')
  }
}

function newStanding(): StreamStanding {
  return { comparedAt: 0, failures: 0, retryAt: 0 }
}

/** Groups rows by subject, and holds back those whose predecessor is neither sent nor ahead of them here. */
function inOrder(rows: readonly OutboxRow[]): { sendable: OutboxRow[][]; held: string[] } {
  const sendable: OutboxRow[][] = []
  const held: string[] = []
  for (const group of Map.groupBy(rows, (row) => row.subject).values()) {
    const sorted = group.sort((left, right) => left.subject_seq - right.subject_seq)
    const first = sorted[0]
    const runs = first !== undefined && !first.after_pending
    const end = runs ? sorted.findIndex((row, index) => row.subject_seq !== first.subject_seq + index) : 0
    const length = end === -1 ? sorted.length : end
    if (length > 0) sendable.push(sorted.slice(0, length))
    held.push(...sorted.slice(length).map((row) => row.event_id))
  }
  return { sendable, held }
}
