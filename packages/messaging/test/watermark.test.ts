import { companyChanged } from '@erp/contracts'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { noteFloor } from '../src/consumer/inbox-rows.ts'
import { emitAll, unappliedOutbox, watermark } from '../src/index.ts'
import { caller, companyId, companyPayload, otherCompanyId } from './support/events.ts'
import { openTransactor } from './support/open-service.ts'

const producer = await useDatabase('identity')
const consumer = await useDatabase('sales')
const told = openTransactor(producer)
const heard = openTransactor(consumer)
const stream = 'EVT_IDENTITY'
const durable = 'sales__events'
const first = newId()
const second = newId()

beforeEach(async () => {
  await producer.rows`truncate platform.outbox, platform.lane`
  await consumer.rows`truncate platform.inbox, platform.inbox_cursor, platform.stream_cursor`
})

/** Events with versions 1…count, each of another aggregate, in the order of their ids. */
async function tell(count: number, company = companyId): Promise<string[]> {
  const emissions = Array.from({ length: count }, (_, index) => ({
    aggregateId: newId(),
    payload: companyPayload(index + 1, company),
  }))
  await told.transact({ ...caller, companyId: company }, 'tell', (unit) => emitAll(unit, companyChanged, emissions))
  const rows = await producer.rows<{ event_id: string }>`select event_id from platform.outbox order by pos`
  return rows.slice(-count).map((row) => row.event_id)
}
const publish = (eventId: string | undefined, epoch: string, seq: number) => producer.rows`
  update platform.outbox set published_at = now(), stream_epoch = ${epoch}, stream_seq = ${seq} where event_id = ${eventId}`
const loseEpoch = () => producer.rows`
  update platform.outbox set published_at = null, stream_epoch = null, stream_seq = null,
    earlier_positions = earlier_positions || jsonb_build_object('epoch', stream_epoch, 'seq', stream_seq)
  where stream_epoch is not null`
const receive = (eventId: string | undefined, epoch: string, seq: number, status: string) => consumer.rows`
  insert into platform.inbox (consumer, event_id, stream, stream_epoch, stream_seq, subject, subject_seq, type, headers, status)
  values (${durable}, ${eventId}, ${stream}, ${epoch}, ${seq}, ${newId()}, 1, 't', '{}', ${status})`
const floor = (streamEpoch: string, seq: number) =>
  heard.system([], 'floor', (unit) => noteFloor(unit, durable, { stream, streamEpoch, seq }))
const look = () => heard.read([], (tx) => watermark(tx, durable, stream), { snapshot: true })
async function unapplied(companyFilter?: string): Promise<number[]> {
  const mark = await look()
  const question = { stream, watermark: mark, ...(companyFilter === undefined ? {} : { companyId: companyFilter }) }
  const rows = await told.read([], (tx) => unappliedOutbox<{ version: number }>(tx, question, companyChanged.type))
  return rows.map((row) => row.payload.version)
}

test('a consumer that has heard nothing has applied nothing', async () => {
  await tell(2)
  expect(await look()).toEqual({ epoch: null, appliedSeq: 0, earlier: [], appliedAbove: [], parked: [] })
  expect(await unapplied()).toEqual([1, 2])
})

test('what is unpublished, under way or parked is unapplied; what is applied below or above the mark is not', async () => {
  const [one, two, three, four] = await tell(5)
  await publish(one, first, 1)
  await publish(two, first, 2)
  await publish(three, first, 3)
  await publish(four, first, 4)
  await receive(one, first, 1, 'applied')
  await receive(two, first, 2, 'blocked')
  await receive(four, first, 4, 'applied')
  await floor(first, 2)
  expect(await look()).toEqual({ epoch: first, appliedSeq: 2, earlier: [], appliedAbove: [four], parked: [two] })
  expect(await unapplied()).toEqual([2, 3, 5])
})

test('what a person passed over is not on its way any more', async () => {
  const [one] = await tell(1)
  await publish(one, first, 1)
  await receive(one, first, 1, 'skipped')
  await floor(first, 0)
  expect(await unapplied()).toEqual([])
})

test('only the company asked for is counted', async () => {
  await tell(2)
  await tell(1, otherCompanyId)
  expect(await unapplied()).toEqual([1, 2, 1])
  expect(await unapplied(otherCompanyId)).toEqual([1])
})

test('what was applied before the broker lost its store stays applied while it is sent again', async () => {
  const [one, two, three] = await tell(3)
  await publish(one, first, 1)
  await publish(two, first, 2)
  await publish(three, first, 3)
  await receive(one, first, 1, 'applied')
  await receive(three, first, 3, 'applied')
  await floor(first, 1)
  expect(await unapplied()).toEqual([2])
  await loseEpoch()
  expect(await unapplied(), 'lost').toEqual([2])
  await publish(two, second, 1)
  await floor(second, 0)
  expect(await unapplied(), 'on its way again').toEqual([2])
  expect((await look()).earlier).toEqual([{ epoch: first, appliedSeq: 1 }])
  await receive(two, second, 1, 'applied')
  expect(await unapplied()).toEqual([])
  await publish(one, second, 2)
  await publish(three, second, 3)
  await floor(second, 3)
  expect(await unapplied()).toEqual([])
})

test('at any state, applied and unapplied are all that was told', async () => {
  const scenario = fc.array(
    fc.record({
      published: fc.boolean(),
      status: fc.constantFrom('none', 'applied', 'blocked', 'waiting_gap', 'dead'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(scenario, async (states) => {
      await producer.rows`truncate platform.outbox, platform.lane`
      await consumer.rows`truncate platform.inbox, platform.inbox_cursor, platform.stream_cursor`
      const ids = await tell(states.length)
      const expected: number[] = []
      let mark = 0
      for (const [index, { published, status }] of states.entries()) {
        if (published) await publish(ids[index], first, index + 1)
        if (published && status !== 'none') await receive(ids[index], first, index + 1, status)
        if (!published || status !== 'applied') expected.push(index + 1)
        if (published && status !== 'none' && mark === index) mark = index + 1
      }
      await floor(first, mark)
      expect(await unapplied()).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})
