import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg'
import { type DataScope, settingsOf } from './data-scope.ts'
import { type DatabaseAdapterOptions, databaseAdapter, sentTogether } from './database.ts'
import { asParameter, readAsPrisma } from './raw-values.ts'
import type { PrismaLike, Sql, SqlPart, TransactionOptions } from './sql.ts'
import { statementNames } from './statement-names.ts'

/** What a transaction may see and do, set with its first words. */
export interface Opening extends DataScope {
  readonly companyIds: readonly string[]
  readonly readOnly?: boolean
}

/** A service's database: transactions on plain connections, with Prisma for what is written as a model query. */
export interface Database<Tx extends Sql = Sql> extends PrismaLike<Tx> {
  /** A transaction that is scoped in the same round trip in which it begins. The ids have been checked. */
  $scoped<R>(opening: Opening, work: (tx: Tx) => Promise<R>, options?: TransactionOptions): Promise<R>
  $disconnect(): Promise<void>
}

type Client<Tx extends Sql> = PrismaLike<Tx> & { $disconnect(): Promise<void> }

/**
 * Opens a database with the client that `createClient` generates. Raw statements, `begin` and `commit` go straight to the
 * connection: through Prisma each statement costs eight times the processor time, and each transaction three times. A
 * transaction that asks for a model lends its connection to Prisma until it ends.
 */
export function openDatabase<Tx extends Sql>(
  url: string,
  options: DatabaseAdapterOptions,
  createClient: (adapter: PrismaPg) => Client<Tx>,
): Database<Tx> {
  const nameOf = statementNames()
  const pool = new LendingPool(databaseAdapter(url, options))
  pool.on('error', () => undefined) // an idle connection was lost; whoever needs one gets another
  const client = createClient(new PrismaPg(pool, { statementNameGenerator: nameOf }))

  async function transaction<R>(begin: string, work: (tx: Tx) => Promise<R>, bounds: TransactionOptions): Promise<R> {
    const connection = await pool.connect()
    const run = statementRunner(connection, nameOf, bounds.timeout)
    const models = modelsOn(connection, client, pool, bounds)
    let broken: Error | undefined
    try {
      await connection.query(begin)
      const result = await work(transactionOf<Tx>(run, models.open))
      await models.close()
      await connection.query('commit')
      return result
    } catch (error) {
      await models.close().catch(() => undefined)
      await connection.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      connection.release(broken)
    }
  }

  /**
   * A read waits for its own statements only: its first one is sent along with `begin`, and the answer is there before
   * `commit` is. What writes must not do so: were `begin` cancelled, its first statement would stand by itself.
   */
  async function reading<R>(begin: string, work: (tx: Tx) => Promise<R>, bounds: TransactionOptions): Promise<R> {
    const connection = await pool.connect()
    const run = statementRunner(connection, nameOf, bounds.timeout)
    const models = modelsOn(connection, client, pool, bounds)
    const end = (word: 'commit' | 'rollback') =>
      connection.query(word).then(
        () => connection.release(),
        (failure: Error) => connection.release(failure),
      )
    try {
      const { begun, result } = sentTogether(connection, () => ({
        begun: connection.query(begin).then(
          () => undefined,
          (failure: Error) => failure,
        ),
        result: work(transactionOf<Tx>(run, models.open)),
      }))
      const found = await result
      const failure = await begun
      if (failure) throw failure
      await models.close()
      void end('commit')
      return found
    } catch (error) {
      await models.close().catch(() => undefined)
      await end('rollback')
      throw error
    }
  }

  return {
    $transaction: (work, bounds = {}) => transaction(beginOf(bounds), work, bounds),
    $scoped: (opening, work, bounds = {}) =>
      (opening.readOnly ? reading : transaction)(`${beginOf(bounds)}; ${scopeOf(opening)}`, work, bounds),
    async $disconnect() {
      await client.$disconnect()
      await pool.end()
    },
  }
}

function beginOf({ isolationLevel }: TransactionOptions): string {
  return isolationLevel === 'RepeatableRead' ? 'begin isolation level repeatable read' : 'begin'
}

function scopeOf(opening: Opening): string {
  return [
    `set local app.company_ids = '${opening.companyIds.join(',')}'`,
    ...settingsOf(opening).map(([setting, value]) => `set local ${setting} = '${value}'`),
    ...(opening.readOnly ? ['set local transaction_read_only = on'] : []),
  ].join('; ')
}

type Run = (query: TemplateStringsArray | object, values: readonly unknown[]) => Promise<QueryResult>

/** Sends statements until the transaction has lasted as long as it may. */
function statementRunner(
  connection: PoolClient,
  nameOf: ReturnType<typeof statementNames>,
  timeout: number | undefined,
): Run {
  const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout
  return (query, values) => {
    if (performance.now() > deadline)
      return Promise.reject(new Error(`The transaction lasts longer than ${timeout} ms`))
    const { sql, parameters } = statementOf(query, values)
    const name = nameOf({ sql })
    const statement: QueryConfig = { text: sql, values: [...parameters], types: readAsPrisma }
    return connection.query(name ? { ...statement, name } : statement)
  }
}

/** A transaction as stores see it: raw statements at once, and the client's models by their names. */
function transactionOf<Tx extends Sql>(run: Run, open: () => Promise<Tx>): Tx {
  const raw: Sql = {
    $queryRaw: async <T>(query: TemplateStringsArray | object, ...values: unknown[]) =>
      (await run(query, values)).rows as T,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  }
  return new Proxy(raw, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || name === 'then') return Reflect.get(target, name)
      return new Proxy({}, { get: (_, method) => callOn(open, name, String(method)) })
    },
  }) as Tx
}

type Models = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>>

function callOn<Tx extends Sql>(open: () => Promise<Tx>, model: string, method: string) {
  return async (...args: unknown[]) => {
    const operation = ((await open()) as unknown as Models)[model]?.[method]
    if (operation === undefined) throw new Error(`The client has no ${model}.${method}`)
    return operation(...args)
  }
}

/** Opens Prisma's own transaction on a connection when a model is asked for first, and ends it before the commit. */
function modelsOn<Tx extends Sql>(
  connection: PoolClient,
  client: Client<Tx>,
  pool: LendingPool,
  bounds: TransactionOptions,
) {
  const done = Promise.withResolvers<void>()
  let opened: Promise<Tx> | undefined
  let ended: Promise<void> | undefined
  return {
    open(): Promise<Tx> {
      opened ??= new Promise<Tx>((use, fail) => {
        const { isolationLevel: _, ...limits } = bounds
        ended = pool.lend(connection, () =>
          client.$transaction(async (tx) => {
            use(tx)
            await done.promise
          }, limits),
        )
        ended.catch(fail)
      })
      return opened
    },
    async close(): Promise<void> {
      done.resolve()
      await ended
    },
  }
}

/** A pool that gives whoever works on behalf of a transaction the connection of that transaction. */
class LendingPool extends Pool {
  readonly #lent = new AsyncLocalStorage<PoolClient>()

  lend<R>(connection: PoolClient, work: () => R): R {
    return this.#lent.run(connection, work)
  }

  override connect(): Promise<PoolClient>
  override connect(callback: (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void): void
  override connect(callback?: (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void) {
    const lent = this.#lent.getStore()
    if (callback) return super.connect(callback as never)
    return lent ? Promise.resolve(asGuest(lent)) : super.connect()
  }
}

const begunAndEndedByItsOwner = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])
const nothing = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] } satisfies QueryResult

/** A connection in the hands of a guest, who may use it, and neither end its transaction nor give it away. */
function asGuest(connection: PoolClient): PoolClient {
  const guest = {
    query: (config: QueryConfig) =>
      begunAndEndedByItsOwner.has(config.text) ? Promise.resolve(nothing) : connection.query(config),
    on: () => guest,
    removeListener: () => guest,
    release: () => undefined,
  }
  return guest as unknown as PoolClient
}

interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

const texts = new WeakMap<readonly string[], string>()

function statementOf(query: TemplateStringsArray | object, values: readonly unknown[]): Statement {
  const whole = Array.isArray(query) ? { strings: query as readonly string[], values } : (query as SqlPart)
  if (!whole.values.some(isFragment)) {
    const known = texts.get(whole.strings)
    const sql = known ?? whole.strings.reduce((text, part, index) => `${text}$${index}${part}`)
    if (known === undefined) texts.set(whole.strings, sql)
    return { sql, parameters: whole.values.map(asParameter) }
  }
  const parameters: unknown[] = []
  return { sql: write(whole, parameters), parameters: parameters.map(asParameter) }
}

/** Writes a fragment and those inside it, and collects what they are given. */
function write({ strings, values }: SqlPart, parameters: unknown[]): string {
  return strings.reduce((text, part, index) => {
    const value = values[index - 1]
    if (isFragment(value)) return `${text}${write(value, parameters)}${part}`
    parameters.push(value)
    return `${text}$${parameters.length}${part}`
  })
}

function isFragment(value: unknown): value is SqlPart {
  return typeof value === 'object' && value !== null && 'strings' in value && 'values' in value
}
