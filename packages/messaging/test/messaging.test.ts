import { companyChanged, type PayloadOf } from '@erp/contracts'
import { type Sql, traceIdOf, type UnitOfWork } from '@erp/service-kit'
import { eventually, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { jetstream } from '@nats-io/jetstream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  blocked,
  emitAll,
  type Message,
  type Messaging,
  onEvent,
  retryBlocked,
  startMessaging,
  unappliedOutbox,
  type Verdicts,
  watermark,
} from '../src/index.ts'
import { openBrokerAdmin } from './support/broker-admin.ts'
import { caller, companyId, companyPayload } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

type Company = Message<PayloadOf<typeof companyChanged>>

const nats = await useNats()
const admin = await openBrokerAdmin(nats)
const producer = await useDatabase('identity')
const consumer = await useDatabase('sales')
const told = openTransactor(producer)
const heard = openTransactor(consumer)
const stream = 'EVT_IDENTITY'
await consumer.rows`create table effect (position int generated always as identity, subject text, seq int, event_id uuid)`
await consumer.rows`grant select, insert on effect to erp_app`

const running: Messaging[] = []
const received: Company[] = []
let verdictOf: (message: Company) => ReturnType<Verdicts['get']> = () => undefined

async function apply(unit: UnitOfWork<Sql>, messages: readonly Company[]) {
  received.push(...messages)
  const verdicts = new Map()
  for (const message of messages) {
    const verdict = verdictOf(message)
    if (verdict !== undefined) verdicts.set(message.eventId, verdict)
  }
  const rows = messages
    .filter(({ eventId }) => !verdicts.has(eventId))
    .map(({ subject, seq, eventId }) => ({ subject, seq, event_id: eventId }))
  await unit.tx.$executeRaw`
    insert into effect (subject, seq, event_id)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(subject text, seq int, event_id uuid)`
  return verdicts
}

function start(service: 'identity' | 'sales'): Messaging {
  const database = service === 'identity' ? producer : consumer
  const messaging = startMessaging({
    service,
    transactor: service === 'identity' ? told : heard,
    relayDatabaseUrl: database.relayUrl,
    nats: { url: nats.url, nkeySeed: nats.seedOf(service) },
    events: service === 'identity' ? [] : [onEvent(companyChanged, apply)],
    commands: [],
    sagas: [],
    logger,
  })
  running.push(messaging)
  return messaging
}

beforeEach(async () => {
  await admin.wipe()
  await producer.rows`truncate platform.outbox, platform.lane`
  await consumer.rows`truncate platform.inbox, platform.inbox_cursor, platform.stream_cursor, effect`
  received.length = 0
  verdictOf = () => undefined
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((messaging) => messaging.stop()))
})

async function tell(count: number, id = newId()): Promise<string> {
  const emissions = Array.from({ length: count }, (_, index) => ({
    aggregateId: id,
    payload: companyPayload(index + 1),
  }))
  await told.transact(caller, 'tell', (unit) => emitAll(unit, companyChanged, emissions))
  return id
}
const effects = async (id: string) =>
  (
    await consumer.rows<{ seq: number }>`
    select seq from effect where subject = ${`evt.identity.company.${id}`} order by position`
  ).map(({ seq }) => seq)
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const total = async () => (await consumer.rows<{ n: number }>`select count(*)::int as n from effect`)[0]?.n

describe('from one service to another', () => {
  test('an event takes effect, in its trace and with its actor', async () => {
    start('identity')
    start('sales')
    const id = await tell(1)
    await eventually(async () => expect(await effects(id)).toEqual([1]))
    const [message] = received
    expect(message).toMatchObject({ aggregateId: id, companyId, seq: 1, attempts: 1, actorId: caller.userId })
    expect(message?.payload).toEqual(companyPayload(1))
    expect(traceIdOf(message?.traceparent ?? '')).toBe(traceIdOf(caller.traceparent))
    const audit = await consumer.rows<{ traceparent: string }>`
      select traceparent from platform.audit_log where operation = ${companyChanged.type} order by audit_id desc limit 1`
    expect(traceIdOf(audit[0]?.traceparent ?? '')).toBe(traceIdOf(caller.traceparent))
  })

  test('many events of many aggregates take effect once and in order, in batches', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => tell(10)))
    start('identity')
    start('sales')
    await eventually(async () => expect(await total()).toBe(300), { withinMs: 20_000 })
    expect(await Promise.all(ids.map(effects))).toEqual(ids.map(() => upTo(10)))
    const batches = await consumer.rows<{ n: number }>`
      select count(*)::int as n from platform.audit_log where operation = ${companyChanged.type}`
    expect(batches[0]?.n).toBeLessThan(300)
  })

  test('is not held up by a message that is blocked, which goes on by itself once its cause is mended', async () => {
    const stuck = await tell(2)
    verdictOf = (message) => (message.aggregateId === stuck ? blocked('NOT_YET', { id: stuck }) : undefined)
    start('identity')
    start('sales')
    const healthy = await tell(1)
    await eventually(async () => expect(await effects(healthy)).toEqual([1]))
    verdictOf = () => undefined
    await heard.transact(caller, 'mend', (unit) => retryBlocked(unit, { facts: { id: stuck } }))
    await eventually(async () => expect(await effects(stuck)).toEqual([1, 2]), { withinMs: 800 })
    expect(received.filter((message) => message.aggregateId === stuck).at(-2)?.attempts).toBe(2)
  })

  test('a message that nobody mended is tried again when it is due', async () => {
    const stuck = await tell(1)
    let refusals = 1
    verdictOf = () => (refusals-- > 0 ? blocked('NOT_YET') : undefined)
    start('identity')
    start('sales')
    await eventually(async () => expect(await effects(stuck)).toEqual([1]), { withinMs: 5_000 })
  })

  test('what a killed process had taken and not acknowledged is applied by the next one at once', async () => {
    const id = await tell(5)
    start('identity')
    await eventually(async () => expect(await admin.idsIn(stream)).toHaveLength(5))
    const dead = await nats.connect('sales')
    const durable = await jetstream(dead).consumers.get(stream, 'sales__events')
    const taken = await durable.fetch({ max_messages: 3, expires: 2_000 })
    let count = 0
    for await (const _ of taken) if (++count === 3) break
    await dead.close()
    start('sales')
    await eventually(async () => expect(await effects(id)).toEqual(upTo(5)), { withinMs: 5_000 })
  })

  test('a message that never came is read from the stream after a minute', async () => {
    const id = await tell(3)
    start('identity')
    await eventually(async () => expect(await admin.idsIn(stream)).toHaveLength(3))
    const careless = await nats.connect('sales')
    const durable = await jetstream(careless).consumers.get(stream, 'sales__events')
    const first = await durable.next({ expires: 2_000 })
    await first?.ackAck()
    await careless.close()
    start('sales')
    await eventually(async () =>
      expect(await consumer.rows`select status from platform.inbox`).toEqual([
        { status: 'waiting_gap' },
        { status: 'waiting_gap' },
      ]),
    )
    expect(await effects(id)).toEqual([])
    await consumer.rows`update platform.inbox set next_attempt_at = now()`
    await eventually(async () => expect(await effects(id)).toEqual([1, 2, 3]), { withinMs: 3_000 })
  })
})

test('a store wiped and provisioned again in mid-flow loses nothing and doubles nothing', async () => {
  start('identity')
  start('sales')
  const ids = Array.from({ length: 10 }, () => newId())
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(ids.map((id) => tell(2, id)))
    if (round === 1 || round === 3) await admin.wipe()
  }
  await eventually(async () => expect(await total()).toBe(100), { withinMs: 25_000 })
  expect(await Promise.all(ids.map(effects))).toEqual(ids.map(() => upTo(10)))
  expect(await consumer.rows`select event_id from effect group by event_id having count(*) > 1`).toEqual([])
  await eventually(async () => expect(await admin.idsIn(stream)).toHaveLength(100), { withinMs: 15_000 })
  expect(await total()).toBe(100)
})

test('at every instant what was told is what is applied and what is under way, also while a store is lost', async () => {
  start('identity')
  start('sales')
  let busy = true
  let toldSoFar = 0
  const telling = (async () => {
    while (busy) {
      await tell(3)
      toldSoFar += 3
      await new Promise((done) => setTimeout(done, 15))
    }
  })()
  const looks: number[] = []
  const look = async () => {
    const seen = await heard.read(
      [],
      async (tx) => ({
        mark: await watermark(tx, 'sales__events', stream),
        applied: await tx.$queryRaw<{ n: number }[]>`select count(*)::int as n from effect`,
      }),
      { snapshot: true },
    )
    const [counted, underWay] = await told.read(
      [],
      async (tx) =>
        [
          await tx.$queryRaw<{ n: number }[]>`select count(*)::int as n from platform.outbox`,
          await unappliedOutbox(tx, { stream, watermark: seen.mark }, companyChanged.type),
        ] as const,
      { snapshot: true },
    )
    looks.push(underWay.length)
    expect((seen.applied[0]?.n ?? 0) + underWay.length).toBe(counted[0]?.n)
  }
  for (let round = 0; round < 60; round += 1) {
    if (round === 25) await admin.wipe()
    await look()
    await new Promise((done) => setTimeout(done, 40))
  }
  busy = false
  await telling
  await eventually(async () => expect(await total()).toBe(toldSoFar), { withinMs: 20_000 })
  await look()
  expect(looks.at(-1)).toBe(0)
  expect(Math.max(...looks)).toBeGreaterThan(0)
})

test('a service whose broker is away starts, is ready, and keeps what it tells', async () => {
  const messaging = startMessaging({
    ...{
      service: 'identity',
      transactor: told,
      relayDatabaseUrl: producer.relayUrl,
      events: [],
      commands: [],
      sagas: [],
      logger,
    },
    nats: { url: 'nats://127.0.0.1:1' },
  })
  running.push(messaging)
  await tell(2)
  expect(await messaging.health()).toEqual({ ready: true, problems: [] })
  expect(await producer.rows`select count(*)::int as n from platform.outbox where published_at is null`).toEqual([
    { n: 2 },
  ])
})

test('a service with running sagas of a version it does not know is not ready', async () => {
  const messaging = start('sales')
  await consumer.rows`
    insert into platform.saga (saga_id, type, definition_version, company_id, document_id, status, data, started_by, traceparent)
    values (${newId()}, 'sales.fulfil-order', 7, ${companyId}, ${newId()}, 'running', '{}', ${caller.userId}, '')`
  expect(await messaging.health()).toEqual({
    ready: false,
    problems: ['there are running sagas sales.fulfil-order of version 7, which is not known here'],
  })
  await consumer.rows`truncate platform.saga cascade`
})
