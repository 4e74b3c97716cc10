import {
  createLogger,
  createTransactor,
  databaseAdapter,
  type PrismaLike,
  type Sql,
  type Transactor,
} from '@erp/service-kit'
import type { TestDatabase } from '@erp/testing'
import { Pool, type PoolClient } from 'pg'
import { afterAll } from 'vitest'

/** Quiet, because failures are what these tests provoke. */
export const logger = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent')

const opened = new Map<string, Transactor>()

/**
 * A transactor as `<service>_app`, over plain `pg`: this package knows no generated client. The first call for a database
 * stands at the top level of the test file, because the pool is closed after it.
 */
export function openTransactor(database: TestDatabase, url = database.appUrl): Transactor {
  const known = opened.get(url)
  if (known) return known
  const pool = new Pool({ ...databaseAdapter(url), max: 8, allowExitOnIdle: true })
  pool.on('error', () => undefined)
  afterAll(() => pool.end())
  const transactor = createTransactor(clientOver(pool), { service: database.service, logger })
  opened.set(url, transactor)
  return transactor
}

function clientOver(pool: Pool): PrismaLike<Sql> {
  return {
    async $transaction(work, options) {
      const connection = await pool.connect()
      let broken: Error | undefined
      try {
        await connection.query(
          options?.isolationLevel === 'RepeatableRead' ? 'begin isolation level repeatable read' : 'begin',
        )
        const result = await work(sqlOver(connection))
        await connection.query('commit')
        return result
      } catch (error) {
        await connection.query('rollback').catch((failure: Error) => {
          broken = failure
        })
        throw error
      } finally {
        connection.release(broken)
      }
    },
  }
}

function sqlOver(connection: PoolClient): Sql {
  const run = (query: TemplateStringsArray | object, values: readonly unknown[]) => {
    const text = (query as TemplateStringsArray).reduce((sum, part, index) => `${sum}$${index}${part}`)
    return connection.query(text, [...values])
  }
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | object, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  }
}
