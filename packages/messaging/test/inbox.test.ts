import type { Sql } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { blocked, retryBlocked } from '../src/index.ts'
import { arrival, caller, companySubject, otherCompanyId } from './support/events.ts'
import { createEffectTable, openInbox } from './support/open-inbox.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
await createEffectTable(database)
openTransactor(database)

const facts = async (consumer: string, eventId: string) =>
  (
    await database.rows`
    select status, reason, facts, attempts from platform.inbox where consumer = ${consumer} and event_id = ${eventId}`
  )[0]

const retry = (open: ReturnType<typeof openInbox>, of: ReturnType<typeof arrival>) =>
  open.inbox.retry([{ subject: of.subject, eventId: of.eventId, type: of.type, companyId: of.companyId ?? '' }])

describe('a delivery', () => {
  test('that is the next of its subject is applied, remembered and acknowledged', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    expect(await open.receive(arrival(subject, 1), arrival(subject, 2))).toEqual([['ack'], ['ack']])
    expect(await open.effects(subject)).toEqual([1, 2])
    expect(await open.statuses(subject)).toEqual(['1:applied', '2:applied'])
    expect(await open.lastSeq(subject)).toBe(2)
  })

  test('that was applied before is acknowledged and does nothing', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const first = arrival(subject, 1)
    await open.receive(first)
    expect(await open.receive(first, first)).toEqual([['ack'], ['ack']])
    expect(await open.effects(subject)).toEqual([1])
  })

  test('that comes twice in one batch is applied once', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const first = arrival(subject, 1)
    await open.receive(first, first)
    expect(await open.effects(subject)).toEqual([1])
  })

  test('that comes too early waits, and is applied with the missing one', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    expect(await open.receive(arrival(subject, 3), arrival(subject, 2))).toEqual([['ack'], ['ack']])
    expect(await open.effects(subject)).toEqual([])
    expect(await open.statuses(subject)).toEqual(['2:waiting_gap', '3:waiting_gap'])
    await open.receive(arrival(subject, 1))
    expect(await open.effects(subject)).toEqual([1, 2, 3])
    expect(await open.statuses(subject)).toEqual(['1:applied', '2:applied', '3:applied'])
  })

  test('with a number that another one had stops its subject and no other', async () => {
    const open = openInbox(database)
    const [forked, healthy] = [companySubject(), companySubject()]
    await open.receive(arrival(forked, 1))
    const intruder = arrival(forked, 1)
    expect(await open.receive(intruder, arrival(forked, 2), arrival(healthy, 1))).toEqual([['ack'], ['ack'], ['ack']])
    expect(await open.effects(forked)).toEqual([1])
    expect(await open.effects(healthy)).toEqual([1])
    expect(await facts(open.consumer, intruder.eventId)).toMatchObject({ status: 'dead', reason: 'FORK' })
  })

  test('with a number that one still waiting has stops its subject', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    await open.receive(arrival(subject, 2))
    await open.receive(arrival(subject, 2, { streamSeq: 9 }))
    await open.receive(arrival(subject, 1))
    expect(await open.effects(subject)).toEqual([])
    expect(await open.statuses(subject)).toEqual(['1:waiting_gap', '2:waiting_gap', '2:dead'])
  })

  test('of a type nobody handles only moves its subject on', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    await open.receive(arrival(subject, 1, { type: 'identity.company.renamed.v1', payload: { anything: true } }))
    await open.receive(arrival(subject, 2))
    expect(await open.effects(subject)).toEqual([2])
    expect(await open.statuses(subject)).toEqual(['1:applied', '2:applied'])
  })

  test('in a version nobody knows waits for a release that does', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const unknown = arrival(subject, 1, { type: 'identity.company.changed.v2' })
    await open.receive(unknown)
    expect(await facts(open.consumer, unknown.eventId)).toMatchObject({ status: 'blocked', reason: 'UNKNOWN_VERSION' })
  })

  test('that breaks its contract waits; one that is not JSON is dead; both hold only their subject', async () => {
    const open = openInbox(database)
    const [broken, garbled, healthy] = [companySubject(), companySubject(), companySubject()]
    const wrong = arrival(broken, 1, { payload: { companyId: 'x' } })
    const noJson = arrival(garbled, 1, { payload: undefined })
    await open.receive(wrong, noJson, arrival(healthy, 1), arrival(broken, 2))
    expect(await facts(open.consumer, wrong.eventId)).toMatchObject({ status: 'blocked', reason: 'CONTRACT_MISMATCH' })
    expect(await facts(open.consumer, noJson.eventId)).toMatchObject({ status: 'dead', reason: 'NOT_JSON' })
    expect(await open.effects(healthy)).toEqual([1])
    expect(await open.statuses(broken)).toEqual(['1:blocked', '2:waiting_gap'])
  })

  test('without our headers is kept for a person', async () => {
    const open = openInbox(database)
    const stray = arrival(companySubject(), 1, { subjectSeq: 0, companyId: null, type: 'unreadable' })
    expect(await open.receive(stray)).toEqual([['ack']])
    expect(await facts(open.consumer, stray.eventId)).toMatchObject({ status: 'dead', reason: 'UNREADABLE' })
  })
})

describe('a blocked message', () => {
  test('keeps its reason, lets later ones of its subject wait and others go on', async () => {
    const open = openInbox(database)
    const [closed, healthy] = [companySubject(), companySubject()]
    const stuck = arrival(closed, 1)
    open.behave((message) => (message.subject === closed ? blocked('PERIOD_CLOSED', { period: '2026-10' }) : undefined))
    await open.receive(stuck, arrival(healthy, 1), arrival(closed, 2))
    expect(await facts(open.consumer, stuck.eventId)).toEqual({
      status: 'blocked',
      reason: 'PERIOD_CLOSED',
      facts: { period: '2026-10' },
      attempts: 1,
    })
    expect(await open.statuses(closed)).toEqual(['1:blocked', '2:waiting_gap'])
    expect(await open.effects(healthy)).toEqual([1])
  })

  test('is tried again in order when its cause is mended, with those behind it', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const stuck = arrival(subject, 1)
    open.behave(() => blocked('PERIOD_CLOSED', { period: '2026-11' }))
    await open.receive(stuck, arrival(subject, 2), arrival(subject, 3))
    open.behave(() => undefined)

    await retry(open, stuck)
    expect(await open.effects(subject), 'nothing is due yet').toEqual([])
    const marked = await open.transactor.transact(caller, 'reopen', async (unit) => ({
      other: await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period: '2026-12' } }),
      company: await retryBlocked(unit, { companyId: otherCompanyId }),
      right: await retryBlocked(unit, { reason: 'PERIOD_CLOSED', facts: { period: '2026-11' } }),
    }))
    expect(marked).toEqual({ other: 0, company: 0, right: 1 })
    await retry(open, stuck)
    expect(await open.effects(subject)).toEqual([1, 2, 3])
  })

  test('is never given up', async () => {
    const open = openInbox(database)
    const stuck = arrival(companySubject(), 1)
    open.behave(() => blocked('PERIOD_CLOSED'))
    await open.receive(stuck)
    for (let attempt = 2; attempt <= 12; attempt += 1) {
      await open.makeDue()
      await retry(open, stuck)
    }
    expect(await facts(open.consumer, stuck.eventId)).toMatchObject({ status: 'blocked', attempts: 12 })
    const [wait] = await database.rows<{ seconds: number }>`
      select extract(epoch from next_attempt_at - now())::int as seconds from platform.inbox where event_id = ${stuck.eventId}`
    expect(wait?.seconds).toBeGreaterThan(290)
    expect(wait?.seconds).toBeLessThanOrEqual(300)
  })
})

describe('a handler that throws', () => {
  test('undoes the batch; then all but the poisonous message are applied', async () => {
    const open = openInbox(database)
    const subjects = Array.from({ length: 5 }, () => companySubject())
    const poison = arrival(subjects[2] ?? '', 1)
    open.behave((message) => {
      if (message.eventId === poison.eventId) throw new TypeError('poison')
      return undefined
    })
    const arrivals = subjects.map((subject, index) => (index === 2 ? poison : arrival(subject, 1)))
    expect(await open.receive(...arrivals)).toEqual(arrivals.map(() => ['ack']))
    expect(await Promise.all(subjects.map(open.effects))).toEqual([[1], [1], [], [1], [1]])
    expect(await facts(open.consumer, poison.eventId)).toEqual({
      status: 'blocked',
      reason: 'HANDLER_FAILED',
      facts: { errorClass: 'TypeError', times: '1' },
      attempts: 1,
    })
  })

  test('eight times for the same reason leaves the message dead; another reason starts the count anew', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const poison = arrival(subject, 1)
    let error: Error = new RangeError('first')
    open.behave(() => {
      throw error
    })
    await open.receive(poison, arrival(subject, 2))
    const again = async (times: number) => {
      for (let attempt = 0; attempt < times; attempt += 1) {
        await open.makeDue()
        await retry(open, poison)
      }
    }
    await again(2)
    error = new TypeError('second')
    await again(7)
    expect(await facts(open.consumer, poison.eventId)).toMatchObject({ status: 'blocked', facts: { times: '7' } })
    await again(1)
    expect(await facts(open.consumer, poison.eventId)).toMatchObject({ status: 'dead', attempts: 11 })
    expect(await open.statuses(subject)).toEqual(['1:dead', '2:waiting_gap'])
    await again(1)
    expect(
      open.calls.flat().filter((message) => message.eventId === poison.eventId),
      'twice at first, in the batch and alone',
    ).toHaveLength(12)
  })

  test('does not stop one that comes later in the same subject from waiting its turn', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    open.behave((message) => {
      if (message.seq === 1) throw new Error('not now')
      return undefined
    })
    const first = arrival(subject, 1)
    await open.receive(first, arrival(subject, 2))
    open.behave(() => undefined)
    await open.makeDue()
    await retry(open, first)
    expect(await open.effects(subject)).toEqual([1, 2])
  })
})

describe('a session that is cut', () => {
  const cut = async (tx: Sql) => {
    await tx.$queryRaw`select pg_terminate_backend(pg_backend_pid())`
    await tx.$queryRaw`select 'nobody answers this'`
    return undefined
  }

  test('under a message alone costs it nothing: it is applied at once in another one', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const first = arrival(subject, 1)
    open.behave((_, tx) => (open.calls.length === 1 ? cut(tx) : undefined))
    expect(await open.receive(first)).toEqual([['ack']])
    expect(await open.effects(subject)).toEqual([1])
    expect(await facts(open.consumer, first.eventId)).toEqual({
      ...{ status: 'applied', reason: null, attempts: 1 },
      facts: {},
    })
  })

  test('each time under one message leaves it to the broker, and its neighbours are applied', async () => {
    const open = openInbox(database)
    const [left, unlucky, right] = [companySubject(), companySubject(), companySubject()]
    const never = arrival(unlucky, 1)
    open.behave((message, tx) => (message.eventId === never.eventId ? cut(tx) : undefined))
    for (let times = 0; times < 10; times += 1) expect(await open.receive(never)).toEqual([['nak 1000']])
    expect(await open.receive(arrival(left, 1), never, arrival(right, 1))).toEqual([['ack'], ['nak 1000'], ['ack']])
    expect(await open.statuses(unlucky)).toEqual([])
    expect(await Promise.all([left, unlucky, right].map(open.effects))).toEqual([[1], [], [1]])

    open.behave(() => undefined)
    expect(await open.receive(never)).toEqual([['ack']])
    expect(await open.effects(unlucky)).toEqual([1])
  })

  test('under whatever comes gives the whole batch back to the broker', async () => {
    const open = openInbox(database)
    open.behave((_, tx) => cut(tx))
    const arrivals = Array.from({ length: 6 }, () => arrival(companySubject(), 1))
    expect(await open.receive(...arrivals)).toEqual(arrivals.map(() => ['nak 1000']))
    expect(open.calls.length, 'the batch, and the first two alone').toBe(3)
  })

  test('under a message that is held does not count among its failures, and lets it wait', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    const held = arrival(subject, 1)
    open.behave(() => {
      throw new TypeError('once')
    })
    await open.receive(held)
    const before = await facts(open.consumer, held.eventId)
    expect(before).toMatchObject({ status: 'blocked', attempts: 1, facts: { errorClass: 'TypeError', times: '1' } })

    open.behave((_, tx) => cut(tx))
    for (let times = 0; times < 10; times += 1) {
      await open.makeDue()
      await retry(open, held)
    }
    expect(await facts(open.consumer, held.eventId)).toEqual(before)
    const [due] = await database.rows<{ later: boolean }>`
      select next_attempt_at > now() as later from platform.inbox where event_id = ${held.eventId}`
    expect(due).toEqual({ later: true })

    open.behave(() => undefined)
    await open.makeDue()
    await retry(open, held)
    expect(await open.effects(subject)).toEqual([1])
  })
})

const nowhere = database.appUrl.replace(/:\d+\//, ':1/')
openTransactor(database, nowhere)

test('while the database cannot be reached the broker is asked to deliver again, later each time', async () => {
  const open = openInbox(database, nowhere)
  const [first, second] = await open.receive(arrival(companySubject(), 1), arrival(companySubject(), 1))
  expect([first, second]).toEqual([['nak 1000'], ['nak 1000']])
  expect(open.calls).toEqual([])
})

test('events of one type but different subjects reach the handler in one call, one subject once a call', async () => {
  const open = openInbox(database)
  const [left, right] = [companySubject(), companySubject()]
  await open.receive(arrival(left, 1), arrival(right, 1, { streamSeq: 2 }), arrival(left, 2, { streamSeq: 3 }))
  expect(
    open.calls.map((call) => call.map(({ subject, seq }) => `${subject === left ? 'left' : 'right'} ${seq}`)),
  ).toEqual([['left 1', 'right 1'], ['left 2']])
})

test('two instances that get the same messages at once apply each once', async () => {
  const open = openInbox(database)
  const subjects = Array.from({ length: 10 }, () => companySubject())
  const arrivals = subjects.flatMap((subject) => [1, 2, 3].map((seq) => arrival(subject, seq, { eventId: newId() })))
  await Promise.all([open.receive(...arrivals), open.receive(...arrivals.toReversed()), open.receive(...arrivals)])
  expect(await Promise.all(subjects.map(open.effects))).toEqual(subjects.map(() => [1, 2, 3]))
})
