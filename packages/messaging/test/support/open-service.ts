import { createLogger, createTransactor, openDatabase, type Transactor } from '@erp/service-kit'
import type { TestDatabase } from '@erp/testing'
import { afterAll } from 'vitest'

/** Quiet, because failures are what these tests provoke. */
export const logger = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent')

const opened = new Map<string, Transactor>()

/**
 * A transactor as `<service>_app`. The first call for a database stands at the top level of the test file, because its
 * connections are closed after it.
 */
export function openTransactor(database: TestDatabase, url = database.appUrl): Transactor {
  const known = opened.get(url)
  if (known) return known
  const client = openDatabase(url, { poolSize: 8 }, () => noModels)
  afterAll(() => client.$disconnect())
  const transactor = createTransactor(client, { service: database.service, logger })
  opened.set(url, transactor)
  return transactor
}

/** Stands where a service has its generated client: nothing here asks for a model. */
const noModels = {
  $transaction: () => Promise.reject(new Error('This package knows no models.')),
  $disconnect: () => Promise.resolve(),
}
