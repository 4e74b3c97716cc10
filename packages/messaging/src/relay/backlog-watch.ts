import type { Logger, Sql, Transactor } from '@erp/service-kit'
import { pause } from '../pause.ts'

/** How much may wait to be sent before people are asked to wait too. */
export interface BacklogLimit {
  readonly rows: number
  readonly hours: number
}

export const defaultBacklogLimit: BacklogLimit = { rows: 1_000_000, hours: 24 }

const lookEveryMs = 5_000

/**
 * Looks at the outbox every few seconds, never for each request, and holds the service's mutations while its backlog is
 * beyond the limit. Consumers go on: what others told is taken in, and its consequences are told when they can be.
 */
export class BacklogWatch<Tx extends Sql> {
  readonly #transactor: Transactor<Tx>
  readonly #limit: BacklogLimit
  readonly #logger: Logger
  readonly #stopping = new AbortController()
  #held = false
  #running: Promise<void> | undefined

  constructor(transactor: Transactor<Tx>, limit: BacklogLimit, logger: Logger) {
    this.#transactor = transactor
    this.#limit = limit
    this.#logger = logger
  }

  /** Whether mutations are held, for readiness. */
  get held(): boolean {
    return this.#held
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.look()
      } catch (error) {
        this.#logger.warn({ err: error }, 'the backlog is not known just now')
      }
      await pause(lookEveryMs, signal)
    }
  }

  /** Compares the backlog with its limit once. */
  async look(): Promise<void> {
    const held = await this.#transactor.read([], (tx) => isBeyond(tx, this.#limit))
    if (held !== this.#held) {
      const message = held ? 'the backlog is beyond its limit; mutations are refused' : 'mutations are accepted again'
      this.#logger[held ? 'fatal' : 'info']({ limit: this.#limit }, message)
    }
    this.#held = held
    this.#transactor.holdMutations(held)
  }
}

/**
 * The oldest message that could be sent says both: its age, and how many positions were given since, which are never
 * fewer than what waits. Only when that is beyond the limit are the waiting ones counted. Those behind a dead message
 * wait for a person, who is called for that, and do not count as old.
 */
async function isBeyond(tx: Sql, { rows, hours }: BacklogLimit): Promise<boolean> {
  const [oldest] = await tx.$queryRaw<{ tooOld: boolean; span: number }[]>`
    select waiting.occurred_at < now() - ${hours}::float8 * interval '1 hour' as "tooOld",
           ((select pos from platform.outbox order by pos desc limit 1) - waiting.pos + 1)::float8 as span
    from platform.outbox as waiting
    where waiting.published_at is null and waiting.dead_at is null
      and not exists (select from platform.outbox as stopped
                      where stopped.subject = waiting.subject and stopped.subject_seq < waiting.subject_seq
                        and stopped.published_at is null and stopped.dead_at is not null)
    order by waiting.pos limit 1`
  if (oldest === undefined) return false
  if (oldest.tooOld) return true
  if (oldest.span <= rows) return false
  const [counted] = await tx.$queryRaw<{ waiting: number }[]>`
    select count(*)::float8 as waiting
    from (select from platform.outbox where published_at is null and dead_at is null limit ${rows + 1}::bigint) as counted`
  return (counted?.waiting ?? 0) > rows
}
