import { companyChanged } from '@erp/contracts'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { emitAll } from '../src/index.ts'
import { OutboxArchive } from '../src/relay/archive.ts'
import { caller, companyPayload } from './support/events.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
const transactor = openTransactor(database)
const relay = new Client({ connectionString: database.relayUrl })
await relay.connect()
afterAll(() => relay.end())

const hour = 60 * 60_000
const ids = async (table: 'outbox' | 'outbox_archive') =>
  (table === 'outbox'
    ? await database.rows<{ seq: number }>`select subject_seq::int as seq from platform.outbox order by pos`
    : await database.rows<{ seq: number }>`select subject_seq::int as seq from platform.outbox_archive order by pos`
  ).map(({ seq }) => seq)

/** Seven messages of one subject: the first five were published 401 days ago, the sixth 399, the last is not sent yet. */
beforeEach(async () => {
  await database.rows`truncate platform.outbox, platform.outbox_archive, platform.lane`
  const aggregateId = newId()
  const emissions = [1, 2, 3, 4, 5, 6, 7].map((version) => ({ aggregateId, payload: companyPayload(version) }))
  await transactor.transact(caller, 'tell', (unit) => emitAll(unit, companyChanged, emissions))
  await database.rows`
    update platform.outbox
    set published_at = now() - case when subject_seq <= 5 then interval '401 days' else interval '399 days' end
    where subject_seq <= 6`
})

describe('messages published more than 400 days ago', () => {
  test('go to the archive as they were, in batches, oldest first, and no others do', async () => {
    const before = await database.rows`select * from platform.outbox where subject_seq <= 5 order by pos`
    const archive = new OutboxArchive()
    expect(await archive.pass(relay, 0, 2)).toBe(2)
    expect([await ids('outbox'), await ids('outbox_archive')]).toEqual([
      [3, 4, 5, 6, 7],
      [1, 2],
    ])
    expect(await archive.pass(relay, 999, 2)).toBe(0)
    expect(await archive.pass(relay, 1_000, 2)).toBe(2)
    expect(await archive.pass(relay, 2_000, 2)).toBe(1)
    expect([await ids('outbox'), await ids('outbox_archive')]).toEqual([
      [6, 7],
      [1, 2, 3, 4, 5],
    ])
    expect(await database.rows`select * from platform.outbox_archive order by pos`).toEqual(before)
  })

  test('are looked for again after an hour when there was less than a batch', async () => {
    const archive = new OutboxArchive()
    expect(await archive.pass(relay, 0, 10)).toBe(5)
    await database.rows`update platform.outbox set published_at = now() - interval '401 days' where subject_seq = 6`
    expect(await archive.pass(relay, hour - 1, 10)).toBe(0)
    expect(await archive.pass(relay, hour, 10)).toBe(1)
    expect(await ids('outbox')).toEqual([7])
  })

  test('can be moved by the relay only, and removed by nobody', async () => {
    await expect(
      transactor.system([], 'archive', ({ tx }) => tx.$queryRaw`select platform.archive_outbox(1)`),
    ).rejects.toMatchObject({ code: '42501' })
    await expect(relay.query('delete from platform.outbox')).rejects.toMatchObject({ code: '42501' })
    await new OutboxArchive().pass(relay, 0, 10)
    await expect(relay.query('delete from platform.outbox_archive')).rejects.toMatchObject({ code: '42501' })
    expect(await ids('outbox_archive')).toEqual([1, 2, 3, 4, 5])
  })

  test('still count in their subject: the next message takes the next number', async () => {
    await new OutboxArchive().pass(relay, 0, 10)
    const [row] = await database.rows<{ aggregate_id: string }>`select aggregate_id from platform.outbox limit 1`
    await transactor.transact(caller, 'tell', (unit) =>
      emitAll(unit, companyChanged, [{ aggregateId: row?.aggregate_id ?? '', payload: companyPayload(8) }]),
    )
    expect(await ids('outbox')).toEqual([6, 7, 8])
  })
})
