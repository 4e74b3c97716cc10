import { type Caller, createLogger, createTransactor, databaseAdapter, newTraceparent } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import pg from 'pg'
import { afterAll } from 'vitest'
import { tallyTable, toyClient, toyDatabase } from './toy/client.ts'

export const ourCompany = newId()
export const otherCompany = newId()

/** A signed-in user of our company, with a request of its own. */
export function aCaller(changes: Partial<Caller> = {}): Caller {
  return {
    userId: newId(),
    username: 'li.na',
    companyId: ourCompany,
    permissions: new Set(),
    language: 'en',
    requestId: newId(),
    traceparent: newTraceparent(),
    ...changes,
  }
}

/** A database with one business table, the application's client and transactor on it. */
export async function useToyDatabase() {
  const database = await useDatabase('sales')
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(tallyTable)
  await owner.end()
  const client = await toyClient(databaseAdapter(database.appUrl))
  afterAll(() => client.$disconnect())
  const opened = await toyDatabase(database.appUrl)
  afterAll(() => opened.$disconnect())
  const transactor = createTransactor(opened, { service: 'toy', logger: createLogger('toy', 'silent') })
  const tallies = () => database.rows<{ name: string; count: number }>`select name, count from tally order by name`
  const audit = (requestId: string) =>
    database.rows<{ company_id: string | null; username: string; operation: string; document_id: string | null }>`
      select company_id, username, operation, document_id from platform.audit_log
      where request_id = ${requestId} order by audit_id`
  return { database, client, opened, transactor, tallies, audit }
}
