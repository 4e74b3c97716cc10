import { companyChanged } from '@erp/contracts'
import { traceIdOf } from '@erp/service-kit'
import { eventually, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { Client } from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, connectBroker } from '../src/broker.ts'
import { emitAll } from '../src/index.ts'
import { readPending } from '../src/relay/outbox-rows.ts'
import { publishSubject } from '../src/relay/publish-subject.ts'
import { Relay } from '../src/relay/relay.ts'
import { openBrokerAdmin } from './support/broker-admin.ts'
import { caller, companyPayload } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const stream = 'EVT_IDENTITY'
const database = await useDatabase('identity')
const nats = await useNats()
const admin = await openBrokerAdmin(nats)
const transactor = openTransactor(database)
const broker = (await connectBroker(
  { service: 'identity', url: nats.url, nkeySeed: nats.seedOf('identity') },
  new AbortController().signal,
)) as Broker
const relayClient = new Client({ connectionString: database.relayUrl })
await relayClient.connect()
afterAll(async () => {
  await broker.connection.close()
  await relayClient.end()
})

const relays: Relay[] = []
function startRelay(): Relay {
  const relay = new Relay({ service: 'identity', databaseUrl: database.relayUrl, broker, streams: [stream], logger })
  relays.push(relay)
  relay.start()
  return relay
}
beforeEach(() => admin.wipe())
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()))
  await database.rows`truncate platform.outbox, platform.lane`
})

/** Tells `count` facts about one aggregate in one transaction; returns the aggregate's id. */
async function tell(count: number, id = newId()): Promise<string> {
  const emissions = Array.from({ length: count }, (_, index) => ({
    aggregateId: id,
    payload: companyPayload(index + 1),
  }))
  await transactor.transact(caller, 'tell', (unit) => emitAll(unit, companyChanged, emissions))
  return id
}
const eventIds = async (aggregateId?: string) =>
  (
    await database.rows<{ event_id: string }>`
      select event_id from platform.outbox where ${aggregateId ?? null}::uuid is null or aggregate_id = ${aggregateId ?? null}::uuid
      order by pos`
  ).map((row) => row.event_id)
const pending = async () =>
  (await database.rows<{ n: number }>`select count(*)::int as n from platform.outbox where published_at is null`)[0]?.n
const drained = () => eventually(async () => expect(await pending()).toBe(0))

/** Sends what is pending of one aggregate once, as the relay does, without a relay running. */
async function publishOnce(aggregateId: string) {
  const rows = await readPending(
    relayClient,
    new Map([[stream, { epoch: (await admin.epochOf(stream)) ?? '', lastSeq: 0 }]]),
  )
  const own = rows.filter((row) => row.subject.endsWith(aggregateId))
  return publishSubject({ service: 'identity', broker, client: relayClient }, own)
}

describe('a message that the broker takes', () => {
  test('is marked with where it stands, in the order of its subject, with all headers', async () => {
    const id = await tell(3)
    startRelay()
    await drained()
    expect(await admin.idsIn(stream)).toEqual(await eventIds(id))
    expect(
      await database.rows`
      select subject_seq::int as seq, stream_seq::int as at, stream_epoch as epoch from platform.outbox order by pos`,
    ).toEqual([1, 2, 3].map((seq) => ({ seq, at: seq, epoch: expect.any(String) })))
    const third = await admin.manager.streams.getMessage(stream, { seq: 3 })
    const header = (name: string) => third?.header.get(name)
    expect(third?.subject).toBe(`evt.identity.company.${id}`)
    expect([header('Nats-Expected-Stream'), header('Nats-Expected-Last-Subject-Sequence')]).toEqual([stream, '2'])
    expect([header('Erp-Type'), header('Erp-Seq'), header('Erp-Company'), header('Erp-Actor')]).toEqual([
      companyChanged.type,
      '3',
      caller.companyId,
      caller.userId,
    ])
    expect(traceIdOf(header('traceparent') ?? '')).toBe(traceIdOf(caller.traceparent))
    expect(third?.json()).toEqual(companyPayload(3))
  })

  test('is found however late its transaction commits', async () => {
    startRelay()
    const slow = newId()
    const { promise: others, resolve: othersAreSent } = Promise.withResolvers<void>()
    const late = transactor.transact(caller, 'slow', async (unit) => {
      await emitAll(unit, companyChanged, [{ aggregateId: slow, payload: companyPayload() }])
      await others
    })
    await tell(2)
    await drained()
    othersAreSent()
    await late
    await drained()
    expect((await admin.idsIn(stream)).at(-1)).toBe((await eventIds(slow))[0])
  })

  test('is sent once more after its acknowledgement was lost, and stored once, inside the window of the broker', async () => {
    const id = await tell(2)
    expect((await publishOnce(id)).sent).toHaveLength(2)
    startRelay()
    await drained()
    expect(await admin.idsIn(stream)).toEqual(await eventIds(id))
  })
})

describe('when the broker does not find the expected last sequence', () => {
  /** Stores a message as if long ago: the broker's window of ids no longer knows it. */
  async function storeUnknownToWindow(id: string, seqs: readonly number[]) {
    const { config } = await admin.manager.streams.info(stream)
    await admin.manager.streams.update(stream, { ...config, duplicate_window: 100_000_000 })
    const ids = await eventIds(id)
    const { headers } = await import('@nats-io/transport-node')
    const client = admin.manager.jetstream()
    for (const seq of seqs) {
      const header = headers()
      header.set('Nats-Msg-Id', ids[seq - 1] ?? '')
      await client.publish(`evt.identity.company.${id}`, '{}', { headers: header })
    }
    await new Promise((done) => setTimeout(done, 250))
  }

  test('because it has the message already, the message is marked and not stored twice', async () => {
    const id = await tell(1)
    await storeUnknownToWindow(id, [1])
    expect((await publishOnce(id)).sent).toEqual([expect.objectContaining({ stream_seq: 1 })])
    expect(await admin.idsIn(stream)).toHaveLength(1)
  })

  test('because later ones were stored after it, it is found among them', async () => {
    const id = await tell(3)
    await storeUnknownToWindow(id, [1, 2, 3])
    expect((await publishOnce(id)).sent.map((row) => row.stream_seq)).toEqual([1, 2, 3])
    expect(await admin.idsIn(stream)).toHaveLength(3)
  })

  test('because the one before has aged out, it goes on from nothing', async () => {
    const id = await tell(1)
    startRelay()
    await drained()
    await Promise.all(relays.splice(0).map((relay) => relay.stop()))
    await admin.replace(stream, 100)
    await tell(1, id)
    expect((await publishOnce(id)).sent).toEqual([expect.objectContaining({ stream_seq: 100 })])
  })

  test('because it lost the end of the subject, that end is sent again before anything else', async () => {
    const id = await tell(3)
    startRelay()
    await drained()
    await Promise.all(relays.splice(0).map((relay) => relay.stop()))
    await admin.replace(stream)
    await storeUnknownToWindow(id, [1])
    await tell(1, id)
    const outcome = await publishOnce(id)
    expect(outcome.sent).toEqual([])
    expect(outcome.unsent[0]?.error).toBe('the broker lost earlier messages')
    expect(await pending()).toBe(3)
    expect((await publishOnce(id)).sent.map((row) => row.stream_seq)).toEqual([2, 3, 4])
    expect(await admin.idsIn(stream)).toEqual(await eventIds(id))
  })

  test('because the stream holds what this database never sent, everything stops', async () => {
    const id = await tell(1)
    await admin.manager.jetstream().publish(`evt.identity.company.${id}`, '{}', { msgID: newId() })
    const relay = startRelay()
    await eventually(() => expect(relay.problems()).toHaveLength(1))
    await tell(1)
    await new Promise((done) => setTimeout(done, 300))
    expect(await pending()).toBe(2)
  })
})

describe('a message that the broker does not take', () => {
  test('because it is larger than 256 KiB is dead, holds its own subject and no other', async () => {
    const large = newId()
    const payload = { ...companyPayload(), name: { zh: '大'.repeat(100_000), en: 'large' } }
    await database.rows`
      with lane as (insert into platform.lane values (${`evt.identity.company.${large}`}, 1))
      insert into platform.outbox (event_id, stream, subject, subject_seq, type, company_id, aggregate_id, payload, payload_sha256, headers)
      values (${newId()}, ${stream}, ${`evt.identity.company.${large}`}, 1, ${companyChanged.type}, ${caller.companyId}, ${large},
              ${JSON.stringify(payload)}::jsonb, '', ${JSON.stringify({ traceparent: '', actorId: caller.userId })}::jsonb)`
    await tell(1, large)
    const healthy = await tell(2)
    startRelay()
    await eventually(async () => expect(await admin.idsIn(stream)).toEqual(await eventIds(healthy)))
    await eventually(async () =>
      expect(
        await database.rows`
        select dead_at is not null as dead, published_at, last_error from platform.outbox
        where aggregate_id = ${large} order by subject_seq`,
      ).toEqual([
        { dead: true, published_at: null, last_error: 'the payload is larger than 256 KiB' },
        { dead: false, published_at: null, last_error: null },
      ]),
    )
  })

  test('because this service may not send it is dead', async () => {
    const id = newId()
    await database.rows`
      insert into platform.outbox (event_id, stream, subject, subject_seq, type, company_id, aggregate_id, payload, payload_sha256, headers)
      values (${newId()}, ${stream}, ${`evt.finance.period.${id}`}, 1, 'finance.period.changed.v1', ${caller.companyId}, ${id},
              '{}', '', ${JSON.stringify({ traceparent: '', actorId: caller.userId })}::jsonb)`
    startRelay()
    await eventually(async () =>
      expect(await database.rows`select dead_at is not null as dead from platform.outbox`).toEqual([{ dead: true }]),
    )
  })

  test('because its disk is full is kept and sent when there is room', async () => {
    await admin.replace(stream, 1, { maxBytes: 2_000 })
    const ids = await Promise.all(Array.from({ length: 6 }, () => tell(1)))
    startRelay()
    await eventually(async () =>
      expect(await database.rows`select from platform.outbox where last_error is not null`).not.toEqual([]),
    )
    expect(await pending()).toBeGreaterThan(0)
    const { config } = await admin.manager.streams.info(stream)
    await admin.manager.streams.update(stream, { ...config, max_bytes: 10_000_000 })
    await drained()
    expect((await admin.idsIn(stream)).toSorted()).toEqual((await eventIds()).toSorted())
    expect(ids).toHaveLength(6)
  })

  test('because the stream is not there yet waits for it', async () => {
    await admin.manager.streams.delete(stream)
    await tell(2)
    startRelay()
    await new Promise((done) => setTimeout(done, 400))
    expect(await pending()).toBe(2)
    await admin.wipe()
    await drained()
  })
})

describe('what the broker lost', () => {
  test('with its whole store is sent again under the same ids, also while new events come', async () => {
    const first = await tell(5)
    startRelay()
    await drained()
    const before = await admin.epochOf(stream)
    await admin.wipe()
    const second = await tell(3)
    await tell(2, first)
    await eventually(
      async () => expect((await admin.idsIn(stream)).toSorted()).toEqual((await eventIds()).toSorted()),
      { withinMs: 12_000 },
    )
    await drained()
    expect(await admin.epochOf(stream)).not.toBe(before)
    expect((await admin.idsIn(stream)).filter((id, _, all) => all.indexOf(id) !== all.lastIndexOf(id))).toEqual([])
    const order = await admin.idsIn(stream)
    for (const id of [first, second]) {
      const own = await eventIds(id)
      expect(order.filter((one) => own.includes(one))).toEqual(own)
    }
    expect(
      await database.rows`
      select count(*)::int as n from platform.outbox where earlier_positions <> '[]'`,
    ).toEqual([{ n: 5 }])
  })

  test('is never noted under the epoch that ended, however few numbers that had', async () => {
    await tell(1)
    startRelay()
    await drained()
    await admin.wipe()
    const emissions = Array.from({ length: 12 }, () => ({ aggregateId: newId(), payload: companyPayload() }))
    await transactor.transact(caller, 'tell', (unit) => emitAll(unit, companyChanged, emissions))
    await eventually(async () => expect(await admin.idsIn(stream)).toHaveLength(13))
    await drained()
    expect(
      await database.rows`
      select count(*)::int as n from platform.outbox where earlier_positions <> '[]'`,
    ).toEqual([{ n: 1 }])
  })

  test('at its end, under the same epoch, is sent again', async () => {
    await tell(4)
    const relay = startRelay()
    await drained()
    await admin.replace(stream)
    relay.compareStreams()
    await eventually(async () => expect(await admin.idsIn(stream)).toEqual(await eventIds()))
  })

  test('in the middle and at its beginning, under the same epoch, is sent again once, with what followed it', async () => {
    const id = await tell(5)
    startRelay()
    await drained()
    await Promise.all(relays.splice(0).map((relay) => relay.stop()))
    await admin.drop(stream, [1, 3, 4])
    const relay = startRelay()
    const told = await eventIds(id)
    await eventually(async () =>
      expect((await admin.idsIn(stream)).filter(Boolean)).toEqual([told[1], told[4], ...told]),
    )
    await drained()
    relay.compareStreams()
    await tell(1)
    await drained()
    expect((await admin.idsIn(stream)).filter(Boolean)).toHaveLength(8)
  })

  test('and filled with something else meanwhile is noticed by the ids', async () => {
    const id = await tell(3)
    const relay = startRelay()
    await drained()
    await admin.replace(stream)
    const filler = admin.manager.jetstream()
    for (let count = 0; count < 4; count += 1)
      await filler.publish(`evt.identity.company.${newId()}`, '{}', { msgID: newId() })
    relay.compareStreams()
    await eventually(async () => expect((await admin.idsIn(stream)).slice(4)).toEqual(await eventIds(id)))
  })
})

describe('a database put back to an older state', () => {
  test('sends nothing more, from the start, whatever its next messages are about', async () => {
    await tell(3)
    startRelay()
    await drained()
    await Promise.all(relays.splice(0).map((relay) => relay.stop()))
    await database.rows`delete from platform.outbox where subject_seq = 3`
    await tell(1)
    const relay = startRelay()
    await eventually(() => expect(relay.problems()).toHaveLength(1))
    expect(await pending()).toBe(1)
    expect(await admin.idsIn(stream)).toHaveLength(3)
  })

  test('is not taken for one that was killed before it noted what it sent', async () => {
    const id = await tell(2)
    expect((await publishOnce(id)).sent).toHaveLength(2)
    const relay = startRelay()
    await drained()
    expect(relay.problems()).toEqual([])
  })
})

describe('two relays of one database', () => {
  test('take turns: one sends, the other takes over when it is gone', async () => {
    const [one, other] = [startRelay(), startRelay()]
    await eventually(() => expect([one.leads, other.leads].filter(Boolean)).toHaveLength(1))
    const leader = one.leads ? one : other
    const standby = one.leads ? other : one
    await tell(3)
    await drained()
    await leader.stop()
    await eventually(() => expect(standby.leads).toBe(true))
    await tell(3)
    await drained()
    expect(await admin.idsIn(stream)).toEqual(await eventIds())
  })

  test('a leader whose session PostgreSQL ended has lost the lock, and the other one sends', async () => {
    const [one, other] = [startRelay(), startRelay()]
    await eventually(() => expect(one.leads || other.leads).toBe(true))
    await database.rows`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`
    await tell(2)
    await drained()
    await eventually(() => expect([one.leads, other.leads].filter(Boolean)).toHaveLength(1))
    expect(await admin.idsIn(stream)).toEqual(await eventIds())
  })

  test('that both believe to lead store nothing twice and nothing out of order', async () => {
    const id = await tell(20)
    const outcomes = await Promise.all([publishOnce(id), publishOnce(id)])
    expect(outcomes.map((outcome) => outcome.sent.length)).toEqual([20, 20])
    expect(await admin.idsIn(stream)).toEqual(await eventIds(id))
  })

  test('the lock is given up by a session that stays silent for 15 seconds', async () => {
    const { RelaySession } = await import('../src/relay/relay-session.ts')
    const session = new RelaySession(database.relayUrl, 'identity')
    await session.open()
    const { rows } = await session.client.query('show idle_session_timeout')
    await session.close()
    expect(rows).toEqual([{ idle_session_timeout: '15s' }])
  })
})
