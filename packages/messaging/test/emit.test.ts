import { companyChanged, postingBlocked } from '@erp/contracts'
import { traceIdOf } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { emit, emitAll } from '../src/index.ts'
import { caller, companyId, companyPayload } from './support/events.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('identity')
const transactor = openTransactor(database)
const subjectOf = (id: string) => `evt.identity.company.${id}`
const rowsOf = (id: string) => database.rows<{
  seq: string
  version: number
  headers: { traceparent: string; actorId: string }
}>`
  select subject_seq::text as seq, (payload ->> 'version')::int as version, headers
  from platform.outbox where subject = ${subjectOf(id)} order by pos`

describe('emit', () => {
  test('numbers the events of an aggregate in the order they are told', async () => {
    const id = newId()
    await transactor.transact(caller, 'change', async (unit) => {
      await emit(unit, companyChanged, { aggregateId: id, payload: companyPayload(1) })
      await emitAll(unit, companyChanged, [
        { aggregateId: id, payload: companyPayload(2) },
        { aggregateId: id, payload: companyPayload(3) },
      ])
    })
    expect((await rowsOf(id)).map(({ seq, version }) => [seq, version])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
    ])
  })

  test('names the kind of a document in its subject, so that only those hear of it whose document it is', async () => {
    const [documentId, sourceEventId] = [newId(), newId()]
    const document = { companyId, sourceEventId, documentType: 'DELIVERY', documentId } as const
    await transactor.transact(caller, 'change', (unit) =>
      emit(unit, postingBlocked, {
        aggregateId: documentId,
        payload: { ...document, reason: 'PERIOD_CLOSED', facts: {}, attempts: 1 },
      }),
    )
    expect(await database.rows`select subject from platform.outbox where aggregate_id = ${documentId}`).toEqual([
      { subject: `evt.finance.posting.DELIVERY.${documentId}` },
    ])
  })

  test('says who did it and carries the trace on', async () => {
    const id = newId()
    await transactor.transact(caller, 'change', (unit) =>
      emit(unit, companyChanged, { aggregateId: id, payload: companyPayload() }),
    )
    const [row] = await rowsOf(id)
    expect(row?.headers.actorId).toBe(caller.userId)
    expect(traceIdOf(row?.headers.traceparent ?? '')).toBe(traceIdOf(caller.traceparent))
    expect(row?.headers.traceparent).not.toBe(caller.traceparent)
  })

  test('keeps the hash of exactly the payload that will be sent', async () => {
    const id = newId()
    await transactor.transact(caller, 'change', (unit) =>
      emit(unit, companyChanged, { aggregateId: id, payload: companyPayload() }),
    )
    expect(
      await database.rows`
      select payload_sha256 = sha256(convert_to(payload::text, 'UTF8')) as same from platform.outbox
      where subject = ${subjectOf(id)}`,
    ).toEqual([{ same: true }])
  })

  test('refuses a payload that breaks its contract and tells nothing', async () => {
    const id = newId()
    const broken = { ...companyPayload(), code: 7 } as unknown as ReturnType<typeof companyPayload>
    await expect(
      transactor.transact(caller, 'change', (unit) => emit(unit, companyChanged, { aggregateId: id, payload: broken })),
    ).rejects.toThrow()
    expect(await rowsOf(id)).toEqual([])
  })

  test('gives the number of a rolled-back event to the next one', async () => {
    const id = newId()
    await expect(
      transactor.transact(caller, 'change', async (unit) => {
        await emit(unit, companyChanged, { aggregateId: id, payload: companyPayload(1) })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await transactor.transact(caller, 'change', (unit) =>
      emit(unit, companyChanged, { aggregateId: id, payload: companyPayload(2) }),
    )
    expect((await rowsOf(id)).map(({ seq, version }) => [seq, version])).toEqual([['1', 2]])
  })

  test('never leaves a gap and never deadlocks when many tell about the same aggregates at once', async () => {
    const ids = Array.from({ length: 6 }, newId)
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 10; round += 1) {
        const order = (writer + round) % 2 === 0 ? ids : ids.toReversed()
        await transactor.transact(caller, 'change', (unit) =>
          emitAll(
            unit,
            companyChanged,
            order.map((aggregateId) => ({ aggregateId, payload: companyPayload() })),
          ),
        )
      }
    })
    await Promise.all(writers)
    expect(
      await database.rows`
      select count(*)::int as events, max(subject_seq)::int as last, count(distinct subject_seq)::int as numbers
      from platform.outbox where aggregate_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
      group by subject`,
    ).toEqual(ids.map(() => ({ events: 80, last: 80, numbers: 80 })))
    expect(await database.rows`select deadlocks::int from pg_stat_database where datname = current_database()`).toEqual(
      [{ deadlocks: 0 }],
    )
  })
})

describe('what roles may do', () => {
  const id = newId()
  const asRole = async (url: string, statement: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(statement)).rowCount
    } catch (error) {
      return (error as { code?: string }).code
    } finally {
      await client.end()
    }
  }
  const denied = '42501'

  test('the application tells, and can take back or change nothing it told', async () => {
    await transactor.transact(caller, 'change', (unit) =>
      emit(unit, companyChanged, { aggregateId: id, payload: companyPayload() }),
    )
    for (const statement of [
      `update platform.outbox set payload = '{}'`,
      `update platform.outbox set published_at = now()`,
      `delete from platform.outbox`,
      `truncate platform.outbox`,
      `delete from platform.lane`,
      `insert into platform.outbox (event_id, stream, subject, subject_seq, type, company_id, aggregate_id, payload, payload_sha256, headers, published_at)
       values (gen_random_uuid(), 'S', 's', 1, 't', gen_random_uuid(), gen_random_uuid(), '{}', '', '{}', now())`,
    ])
      expect(await asRole(database.appUrl, statement), statement).toBe(denied)
  })

  test('the application cannot forget what it received or answered', async () => {
    for (const table of ['inbox', 'inbox_cursor', 'stream_cursor', 'saga', 'saga_step', 'command_result'])
      expect(await asRole(database.appUrl, `delete from platform.${table}`), table).toBe(denied)
    expect(await asRole(database.appUrl, 'update platform.inbox set event_id = gen_random_uuid()')).toBe(denied)
    expect(await asRole(database.appUrl, `update platform.inbox set payload = '{}'`)).toBe(denied)
  })

  test('the relay notes deliveries and changes nothing else', async () => {
    expect(await asRole(database.relayUrl, `update platform.outbox set attempts = attempts`)).toBeGreaterThan(0)
    for (const statement of [
      `update platform.outbox set payload = '{}'`,
      `update platform.outbox set subject_seq = 9`,
      `update platform.outbox set company_id = '${companyId}'`,
      `delete from platform.outbox`,
      `insert into platform.lane values ('x', 1)`,
      `select * from platform.inbox`,
    ])
      expect(await asRole(database.relayUrl, statement), statement).toBe(denied)
  })
})
