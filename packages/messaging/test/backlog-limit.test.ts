import { companyChanged } from '@erp/contracts'
import { MutationsHeld } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { beforeEach, describe, expect, test } from 'vitest'
import { emitAll } from '../src/index.ts'
import { BacklogWatch } from '../src/relay/backlog-watch.ts'
import { caller, companyId, companyPayload } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
const transactor = openTransactor(database)
const watch = new BacklogWatch(transactor, { rows: 3, hours: 24 }, logger)

beforeEach(async () => {
  await database.rows`truncate platform.outbox, platform.lane`
  await watch.look()
})

/** A mutation that tells one fact, of a subject of its own or of the one given. */
const mutate = (aggregateId = newId(), key = newId()) =>
  transactor.once(
    caller,
    { operation: 'tell', idempotencyKey: key, input: { aggregateId } },
    async (unit) => {
      await emitAll(unit, companyChanged, [{ aggregateId, payload: companyPayload() }])
      return { id: aggregateId }
    },
    async (_, id) => ({ id }),
  )
const waiting = async () =>
  (await database.rows<{ n: number }>`select count(*)::int as n from platform.outbox where published_at is null`)[0]?.n

describe('more messages than the limit', () => {
  test('are told by nobody: the mutation is refused as one to try again, and reads and consumers go on', async () => {
    for (let count = 0; count < 4; count += 1) await mutate()
    await watch.look()
    const key = newId()
    const aggregateId = newId()
    const refused = mutate(aggregateId, key)
    await expect(refused).rejects.toBeInstanceOf(MutationsHeld)
    await expect(refused).rejects.toMatchObject({ extensions: { code: 'TRY_AGAIN_LATER', retryable: true } })
    expect([await waiting(), watch.held]).toEqual([4, true])

    expect(await transactor.read([companyId], (tx) => tx.$queryRaw`select 1 as one`)).toEqual([{ one: 1 }])
    await transactor.system([companyId], 'news', (unit) =>
      emitAll(unit, companyChanged, [{ aggregateId: newId(), payload: companyPayload() }]),
    )
    expect(await waiting()).toBe(5)

    await database.rows`update platform.outbox set published_at = now()`
    await watch.look()
    expect(await mutate(aggregateId, key)).toEqual({ id: aggregateId })
    expect([await waiting(), watch.held]).toEqual([1, false])
  })

  test('are counted: positions that were given and sent long ago do not hold anybody', async () => {
    await mutate()
    for (let count = 0; count < 9; count += 1) await mutate()
    await database.rows`
      update platform.outbox set published_at = now() where pos > (select min(pos) from platform.outbox)`
    await watch.look()
    expect(watch.held).toBe(false)
    await mutate()
    expect(await waiting()).toBe(2)
  })
})

describe('a message that waits for a day', () => {
  test('holds mutations', async () => {
    await mutate()
    await database.rows`update platform.outbox set occurred_at = now() - interval '24 hours 1 second'`
    await watch.look()
    await expect(mutate()).rejects.toBeInstanceOf(MutationsHeld)
    expect(await waiting()).toBe(1)
  })

  test('holds nobody when a person has to act, and neither do those behind it', async () => {
    const aggregateId = newId()
    await mutate(aggregateId)
    await mutate(aggregateId)
    await database.rows`
      update platform.outbox set occurred_at = now() - interval '3 days', dead_at = case subject_seq when 1 then now() end`
    await watch.look()
    expect(watch.held).toBe(false)
    await mutate()
    expect(await waiting()).toBe(3)
  })
})
