import { Client } from 'pg'

/** Longer than three pings: a leader that cannot answer for this long loses its session, and with it the lock. */
const idleSessionTimeoutMs = 15_000
const pingEveryMs = 5_000

/**
 * The relay's own connection. Whoever holds its advisory lock is the one relay of this database; everything the relay
 * reads and writes goes over this connection, so one that lost the lock can mark nothing any more.
 */
export class RelaySession {
  readonly client: Client
  #lost: Error | undefined
  #ping: NodeJS.Timeout | undefined

  constructor(url: string, service: string) {
    this.client = new Client({
      connectionString: url,
      application_name: `${service}:relay`,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 10_000,
      options: `-c idle_session_timeout=${idleSessionTimeoutMs} -c TimeZone=UTC`,
    })
    this.client.on('error', (error) => {
      this.#lost = error
    })
    this.client.on('end', () => {
      this.#lost ??= new Error('The relay lost its database session')
    })
  }

  async open(): Promise<void> {
    await this.client.connect()
    this.#ping = setInterval(() => {
      this.client.query('select 1').catch((error: Error) => {
        this.#lost = error
      })
    }, pingEveryMs)
  }

  /** Why the session is over, or undefined while it lives. */
  get lost(): Error | undefined {
    return this.#lost
  }

  /** True when this session is, from now on, the one relay of the database. */
  async tryLock(): Promise<boolean> {
    const { rows } = await this.client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('erp:outbox-relay', 0)) as locked`,
    )
    return rows[0]?.locked === true
  }

  async close(): Promise<void> {
    clearInterval(this.#ping)
    await this.client.end().catch(() => undefined)
  }
}
