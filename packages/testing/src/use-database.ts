import { randomBytes } from 'node:crypto'
import { connectionUrl, dropDatabase, ensureDatabase, type RolePasswords, roleUrl, type ServiceName } from '@erp/local'
import { Pool } from 'pg'
import { afterAll } from 'vitest'
import { askRun } from './ask-run.ts'

export interface TestDatabase {
  readonly name: string
  readonly service: ServiceName
  readonly appUrl: string
  readonly relayUrl: string
  readonly reportUrl: string
  /** The role that owns the tables and runs migrations; row-level security holds for it too. */
  readonly ownerUrl: string
  /** A superuser's, whom no policy stops; for looking at everything and for making a mess on purpose. */
  readonly superuserUrl: string
  /** Runs SQL as superuser and returns the rows; bigint and numeric come as strings, `${values}` are parameters. */
  readonly rows: <Row extends object = Record<string, unknown>>(
    text: TemplateStringsArray,
    ...values: unknown[]
  ) => Promise<Row[]>
  readonly close: () => Promise<void>
}

/**
 * A database of this test file alone: a copy of the service's migrated template, removed after the file. Awaited at
 * the top level of the test file.
 */
export async function useDatabase(service: ServiceName): Promise<TestDatabase> {
  const [run, template] = await Promise.all([askRun('facts', {}), askRun('template', { service })])
  const name = `${run.prefix}_${service}_${randomBytes(4).toString('hex')}`
  await ensureDatabase(run.superuserUrl, { name, service, template })
  const database = openTestDatabase(run.superuserUrl, name, service, run.passwords)
  afterAll(async () => {
    await database.close()
    await dropDatabase(run.superuserUrl, name)
  })
  return database
}

/** The handle of a database that exists. */
export function openTestDatabase(
  superuserUrl: string,
  name: string,
  service: ServiceName,
  passwords: RolePasswords,
): TestDatabase {
  const url = connectionUrl(superuserUrl, name)
  const pool = new Pool({ connectionString: url, max: 2, allowExitOnIdle: true })
  pool.on('error', () => undefined)
  return {
    name,
    service,
    appUrl: roleUrl(superuserUrl, name, service, 'app', passwords),
    relayUrl: roleUrl(superuserUrl, name, service, 'relay', passwords),
    reportUrl: roleUrl(superuserUrl, name, service, 'report', passwords),
    ownerUrl: roleUrl(superuserUrl, name, service, 'owner', passwords),
    superuserUrl: url,
    rows: async <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) => {
      const sql = text.reduce((sum, part, index) => `${sum}$${index}${part}`)
      return (await pool.query(sql, values)).rows as Row[]
    },
    close: () => pool.end(),
  }
}
