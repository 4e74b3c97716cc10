import { databaseAdapter } from '@erp/service-kit'
import { newId } from '@erp/values'
import pg from 'pg'
import { expect, test } from 'vitest'
import { aCaller, useToyDatabase } from './scene.ts'

const { database, transactor, tallies } = await useToyDatabase()

/** What the server does to its clients when it restarts. */
const cutAll = () => database.rows`
  select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and usename = 'sales_app'`

test('a connection that is lost while nobody asks anything of it does not end the process', async () => {
  const pool = new pg.Pool(databaseAdapter(database.appUrl))
  pool.on('error', () => undefined)
  const connection = await pool.connect()
  const ended = new Promise((done) => connection.once('end', () => done('ended')))
  await cutAll()
  await expect(ended).resolves.toBe('ended')
  connection.release(true)
  await expect(pool.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] })
  await pool.end()
})

test('a transaction whose connection is lost writes nothing, and the next one finds another connection', async () => {
  const count = (name: string, cut: boolean) =>
    transactor.transact(aCaller(), 'count', async ({ tx, caller: { companyId }, now }) => {
      if (cut) await cutAll()
      return tx.tally.create({ data: { id: newId(), companyId, name, count: 1, countedAt: now } })
    })
  const attempts = Array.from({ length: 20 }, (_, index) => count(`lost ${index}`, true))
  const outcomes = await Promise.allSettled(attempts)
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  const committed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.name] : []))
  await count('kept', false)
  expect((await tallies()).map(({ name }) => name)).toEqual(['kept', ...committed].toSorted())
})
