import {
  cancelPurchaseReturnIssue,
  issuePurchaseReturn,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { newTraceparent, traceIdOf } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { dispatchEvents } from '../src/consumer/dispatch-events.ts'
import { Inbox } from '../src/consumer/inbox.ts'
import { defineSaga, startSaga, step } from '../src/index.ts'
import { commandIdOf, type Direction } from '../src/saga/saga-command.ts'
import { SagaEngine } from '../src/saga/saga-engine.ts'
import { arrival, caller, delivery, userId } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const database = await useDatabase('procurement')
const transactor = openTransactor(database)
const happened: string[] = []
const [issueExample] = issuePurchaseReturn.examples
const [cancelExample] = cancelPurchaseReturnIssue.examples
const [doneExample] = purchaseReturnIssueDone.examples
const [refusedExample] = purchaseReturnIssueRefused.examples
const [cancelledExample] = purchaseReturnIssueCancelled.examples
if (!issueExample || !cancelExample || !doneExample || !refusedExample || !cancelledExample) throw new Error('examples')

interface Data {
  readonly number: string
  readonly stockDocumentId?: string
}

/** Two steps of one contract, so that each direction of both can be seen. */
const steps = ['issue', 'check'].map((name) =>
  step({
    name,
    command: issuePurchaseReturn,
    build: (data: Data) => ({ ...issueExample, number: data.number }),
    done: purchaseReturnIssueDone,
    refused: purchaseReturnIssueRefused,
    undo: { command: cancelPurchaseReturnIssue, build: () => cancelExample, done: purchaseReturnIssueCancelled },
    timeoutMs: 60_000,
    sends: 2,
    onDone: async (_, __, data, { payload }) => ({
      ...data,
      stockDocumentId: (payload as { stockDocumentId: string }).stockDocumentId,
    }),
  }),
)
const returnGoods = defineSaga<Data>({
  type: 'procurement.return-goods',
  version: 2,
  steps,
  onCompleted: async (_, saga, data) => void happened.push(`${saga.sagaId} completed ${data.stockDocumentId}`),
  onRefused: async (_, saga, __, reply) => void happened.push(`${saga.sagaId} refused ${reply.type}`),
  onSuspended: async (_, saga, __, reason) => void happened.push(`${saga.sagaId} suspended ${reason}`),
})
const engine = new SagaEngine('procurement', [returnGoods])
const inbox = new Inbox({
  ...{ service: 'procurement', consumer: 'procurement__events', transactor, logger },
  dispatch: dispatchEvents([], engine),
})

async function start(): Promise<string> {
  const sagaId = newId()
  await transactor.transact(caller, 'confirm', (unit) =>
    startSaga(unit, returnGoods, {
      sagaId,
      companyId: caller.companyId,
      documentId: newId(),
      data: { number: 'PR-1' },
    }),
  )
  return sagaId
}

const answerTypes = {
  done: purchaseReturnIssueDone,
  refused: purchaseReturnIssueRefused,
  cancelled: purchaseReturnIssueCancelled,
}
const payloads = { done: doneExample, refused: refusedExample, cancelled: cancelledExample }
const sequences = new Map<string, number>()

/** A reply as the inventory sends it, the next in the saga's subject. */
function replyTo(
  sagaId: string,
  name: string,
  direction: Direction,
  fact: keyof typeof answerTypes,
  owner = 'procurement',
) {
  const subject = `evt.inventory.purchase-return-issue.${sagaId}`
  const seq = (sequences.get(sagaId) ?? 0) + 1
  sequences.set(sagaId, seq)
  return arrival(subject, seq, {
    ...{ stream: 'EVT_INVENTORY', type: answerTypes[fact].type, payload: payloads[fact] },
    envelope: {
      ...{ traceparent: newTraceparent(), actorId: userId },
      saga: { sagaId, commandId: commandIdOf(sagaId, name, direction), owner },
    },
  })
}
const receive = (...arrivals: ReturnType<typeof arrival>[]) => inbox.deliver(arrivals.map(delivery), undefined)
const answer = (...args: Parameters<typeof replyTo>) => receive(replyTo(...args))

/** Lets the saga's time come, and wakes it. */
async function timeOut(sagaId: string): Promise<void> {
  await database.rows`update platform.saga set wake_at = clock_timestamp() where saga_id = ${sagaId} and wake_at is not null`
  await transactor.system([caller.companyId], 'timer', (unit) => engine.wake(unit, sagaId))
}
const sent = async (sagaId: string) =>
  (
    await database.rows<{ command: string; id: string }>`
      select split_part(type, '.', 2) || ' ' || subject_seq as command, headers -> 'saga' ->> 'commandId' as id
      from platform.outbox where aggregate_id = ${sagaId} order by pos`
  ).map(({ command, id }) => `${command} ${nameOf(sagaId, id)}`)
function nameOf(sagaId: string, id: string): string {
  const known = steps.flatMap(({ name }) => (['do', 'undo'] as const).map((direction) => ({ name, direction })))
  const found = known.find(({ name, direction }) => commandIdOf(sagaId, name, direction) === id)
  return `${found?.direction} ${found?.name}`
}
const state = async (sagaId: string) =>
  (
    await database.rows`select status, step, reason, wake_at is null as asleep from platform.saga where saga_id = ${sagaId}`
  )[0]
const told = (sagaId: string) =>
  happened.filter((line) => line.startsWith(sagaId)).map((line) => line.slice(sagaId.length + 1))
const statusOf = async (eventId: string) =>
  (await database.rows`select status, reason from platform.inbox where event_id = ${eventId}`)[0]

describe('a saga', () => {
  test('is committed with its document and its first command, or not at all', async () => {
    const sagaId = newId()
    await expect(
      transactor.transact(caller, 'confirm', async (unit) => {
        await startSaga(unit, returnGoods, {
          sagaId,
          companyId: caller.companyId,
          documentId: newId(),
          data: { number: 'PR-1' },
        })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await state(sagaId)).toBeUndefined()
    expect(await sent(sagaId)).toEqual([])
    const started = await start()
    expect(await state(started)).toEqual({ status: 'running', step: 'issue', reason: null, asleep: false })
    expect(await sent(started)).toEqual(['issue-purchase-return 1 do issue'])
  })

  test('goes forward with each reply, keeps what it learns, and is completed', async () => {
    const sagaId = await start()
    await answer(sagaId, 'issue', 'do', 'done')
    expect(await state(sagaId)).toMatchObject({ status: 'running', step: 'check' })
    expect(await sent(sagaId)).toEqual(['issue-purchase-return 1 do issue', 'issue-purchase-return 2 do check'])
    await answer(sagaId, 'check', 'do', 'done')
    expect(await state(sagaId)).toEqual({ status: 'completed', step: null, reason: null, asleep: true })
    expect(told(sagaId)).toEqual([`completed ${doneExample.stockDocumentId}`])
  })

  test('carries the trace of the reply on, and the user who started it', async () => {
    const sagaId = await start()
    const reply = replyTo(sagaId, 'issue', 'do', 'done')
    await receive(reply)
    const [row] = await database.rows<{ headers: { traceparent: string; actorId: string } }>`
      select headers from platform.outbox where aggregate_id = ${sagaId} and subject_seq = 2`
    expect(row?.headers.actorId).toBe(caller.userId)
    expect(traceIdOf(row?.headers.traceparent ?? '')).toBe(traceIdOf(reply.envelope.traceparent))
  })

  test('refused at the second step takes back the first, then says why', async () => {
    const sagaId = await start()
    await answer(sagaId, 'issue', 'do', 'done')
    await answer(sagaId, 'check', 'do', 'refused')
    expect(await state(sagaId)).toMatchObject({ status: 'compensating', step: 'issue' })
    expect(told(sagaId)).toEqual([])
    await answer(sagaId, 'issue', 'undo', 'cancelled')
    expect(await state(sagaId)).toMatchObject({ status: 'compensated', step: null })
    expect(told(sagaId)).toEqual([`refused ${purchaseReturnIssueRefused.type}`])
    expect((await sent(sagaId)).at(-1)).toBe('cancel-purchase-return-issue 1 undo issue')
  })

  test('sends the same command again when its time comes, then takes it back', async () => {
    const sagaId = await start()
    await timeOut(sagaId)
    expect(await state(sagaId)).toMatchObject({ status: 'running', step: 'issue' })
    await timeOut(sagaId)
    expect(await sent(sagaId)).toEqual([
      'issue-purchase-return 1 do issue',
      'issue-purchase-return 2 do issue',
      'cancel-purchase-return-issue 1 undo issue',
    ])
    expect(await state(sagaId)).toMatchObject({ status: 'compensating', step: 'issue' })
    await answer(sagaId, 'issue', 'do', 'done')
    expect(await state(sagaId), 'too late').toMatchObject({ status: 'compensating', step: 'issue' })
    await answer(sagaId, 'issue', 'undo', 'cancelled')
    expect(told(sagaId)).toEqual(['refused timeout'])
  })

  test('does nothing when it is woken before its time', async () => {
    const sagaId = await start()
    await transactor.system([caller.companyId], 'timer', (unit) => engine.wake(unit, sagaId))
    expect(await sent(sagaId)).toHaveLength(1)
  })

  test('whose undo is never answered is suspended, and goes on when the answer comes after all', async () => {
    const sagaId = await start()
    for (let turn = 0; turn < 12; turn += 1) await timeOut(sagaId)
    expect(await state(sagaId)).toEqual({ status: 'suspended', step: 'issue', reason: 'NO_REPLY', asleep: true })
    expect(told(sagaId)).toEqual(['suspended NO_REPLY'])
    await answer(sagaId, 'issue', 'undo', 'cancelled')
    expect(await state(sagaId)).toMatchObject({ status: 'compensated', reason: null })
  })
})

describe('a reply', () => {
  test('that comes twice moves the saga once', async () => {
    const sagaId = await start()
    await answer(sagaId, 'issue', 'do', 'done')
    await answer(sagaId, 'issue', 'do', 'done')
    expect(await sent(sagaId)).toHaveLength(2)
    expect(await state(sagaId)).toMatchObject({ status: 'running', step: 'check' })
  })

  test('to an ended saga is recorded and changes nothing', async () => {
    const sagaId = await start()
    await answer(sagaId, 'issue', 'do', 'refused')
    expect(await state(sagaId)).toMatchObject({ status: 'compensated' })
    const late = replyTo(sagaId, 'issue', 'do', 'done')
    await receive(late)
    expect(await statusOf(late.eventId)).toEqual({ status: 'applied', reason: null })
    expect(await state(sagaId)).toMatchObject({ status: 'compensated' })
    expect(told(sagaId)).toHaveLength(1)
  })

  test('to no saga at all is kept for a person', async () => {
    const stray = replyTo(newId(), 'issue', 'do', 'done')
    await receive(stray)
    expect(await statusOf(stray.eventId)).toEqual({ status: 'blocked', reason: 'SAGA_UNKNOWN' })
  })

  test('to a saga of another service is left alone', async () => {
    const foreign = replyTo(newId(), 'issue', 'do', 'done', 'sales')
    await receive(foreign)
    expect(await statusOf(foreign.eventId)).toEqual({ status: 'applied', reason: null })
  })

  test('to a saga of a version not known here waits for a release that knows it', async () => {
    const sagaId = await start()
    await database.rows`update platform.saga set definition_version = 1 where saga_id = ${sagaId}`
    const reply = replyTo(sagaId, 'issue', 'do', 'done')
    await receive(reply)
    expect(await statusOf(reply.eventId)).toEqual({ status: 'blocked', reason: 'SAGA_VERSION_UNKNOWN' })
    expect(engine.knows('procurement.return-goods', 1)).toBe(false)
  })
})

test('the database itself refuses to change a saga that has ended', async () => {
  const sagaId = await start()
  await answer(sagaId, 'issue', 'do', 'refused')
  await expect(database.rows`update platform.saga set status = 'running' where saga_id = ${sagaId}`).rejects.toThrow(
    'has ended as compensated',
  )
})
