import { Client, type ClientConfig, type PoolClient, type PoolConfig } from 'pg'

/** So long one statement may take. */
export const statementSeconds = 15

export interface DatabaseAdapterOptions {
  /** Connections held by this process. */
  readonly poolSize?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
}

/**
 * The configuration of every service's pool, so that all connections keep the same bounds: two seconds
 * for a lock, fifteen for a statement, ten idle inside a transaction. The session's time zone is UTC because the
 * adapter sends instants without an offset.
 */
export function databaseAdapter(url: string, options: DatabaseAdapterOptions = {}): PoolConfig {
  return {
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    Client: PooledClient,
    lock_timeout: 2_000,
    statement_timeout: statementSeconds * 1_000,
    idle_in_transaction_session_timeout: 10_000,
    options: '-c TimeZone=UTC',
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  }
}

/**
 * When the server ends a connection, its statements fail, and whoever waits for them is told. The connection says so a
 * second time as an event, which would end the process at the moments when nobody listens, such as while a transaction
 * is being given up.
 */
class PooledClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config)
    this.on('error', () => undefined)
  }
}

/** Sends everything that `send` asks of a connection before it first waits in one piece. */
export function sentTogether<Result>(connection: PoolClient, send: () => Result): Result {
  const { stream } = connection.connection
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}
