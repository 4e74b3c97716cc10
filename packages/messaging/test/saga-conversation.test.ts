import {
  cancelPurchaseReturnIssue,
  issuePurchaseReturn,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { eventually, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterEach, expect, test } from 'vitest'
import { defineSaga, type Messaging, onCommand, onUndo, reply, startMessaging, startSaga, step } from '../src/index.ts'
import { openBrokerAdmin } from './support/broker-admin.ts'
import { caller } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const nats = await useNats()
const admin = await openBrokerAdmin(nats)
const asking = await useDatabase('procurement')
const obeying = await useDatabase('inventory')
const [issue] = issuePurchaseReturn.examples
const [cancel] = cancelPurchaseReturnIssue.examples
const [done] = purchaseReturnIssueDone.examples
const [refused] = purchaseReturnIssueRefused.examples
const [cancelled] = purchaseReturnIssueCancelled.examples
if (!issue || !cancel || !done || !refused || !cancelled) throw new Error('examples')

const issued: string[] = []
const takenBack: string[] = []
const ends: string[] = []
let answer: 'done' | 'refused' = 'done'

const returnGoods = defineSaga({
  type: 'procurement.return-goods',
  version: 1,
  steps: [
    step({
      name: 'issue',
      command: issuePurchaseReturn,
      build: (data: { number: string }) => ({ ...issue, companyId: caller.companyId, number: data.number }),
      done: purchaseReturnIssueDone,
      refused: purchaseReturnIssueRefused,
      undo: {
        command: cancelPurchaseReturnIssue,
        build: () => ({ ...cancel, companyId: caller.companyId }),
        done: purchaseReturnIssueCancelled,
      },
      timeoutMs: 300,
      sends: 2,
    }),
  ],
  onCompleted: async (_, saga) => void ends.push(`${saga.sagaId} completed`),
  onRefused: async (_, saga, __, { type }) => void ends.push(`${saga.sagaId} ${type}`),
  onSuspended: async (_, saga, __, reason) => void ends.push(`${saga.sagaId} ${reason}`),
})

const running: Messaging[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((messaging) => messaging.stop()))
})
const options = (service: 'procurement' | 'inventory') => {
  const database = service === 'procurement' ? asking : obeying
  return {
    ...{ service, logger, transactor: openTransactor(database), relayDatabaseUrl: database.relayUrl },
    nats: { url: nats.url, nkeySeed: nats.seedOf(service) },
    events: [],
  }
}
const startProcurement = () => {
  const messaging = startMessaging({ ...options('procurement'), commands: [], sagas: [returnGoods] })
  running.push(messaging)
  return messaging
}
const startInventory = () =>
  running.push(
    startMessaging({
      ...options('inventory'),
      sagas: [],
      commands: [
        onCommand(issuePurchaseReturn, async (_, { saga }) => {
          if (answer === 'refused')
            return reply(purchaseReturnIssueRefused, { ...refused, companyId: caller.companyId })
          issued.push(saga?.sagaId ?? '')
          return reply(purchaseReturnIssueDone, { ...done, companyId: caller.companyId })
        }),
        onUndo(cancelPurchaseReturnIssue, {
          undoes: issuePurchaseReturn,
          handle: async (_, { saga }, before) => {
            if (before?.type === purchaseReturnIssueDone.type) takenBack.push(saga?.sagaId ?? '')
            return reply(purchaseReturnIssueCancelled, { ...cancelled, companyId: caller.companyId })
          },
        }),
      ],
    }),
  )

async function begin(): Promise<string> {
  const sagaId = newId()
  await openTransactor(asking).transact(caller, 'confirm', (unit) =>
    startSaga(unit, returnGoods, {
      sagaId,
      companyId: caller.companyId,
      documentId: newId(),
      data: { number: 'PR-1' },
    }),
  )
  return sagaId
}
const of = (list: readonly string[], sagaId: string) => list.filter((line) => line.startsWith(sagaId)).length
const statusOf = async (sagaId: string) =>
  (await asking.rows<{ status: string }>`select status from platform.saga where saga_id = ${sagaId}`)[0]?.status

test('a command is obeyed in the other service and its answer completes the saga', async () => {
  answer = 'done'
  startProcurement()
  startInventory()
  const sagaId = await begin()
  await eventually(async () => expect(await statusOf(sagaId)).toBe('completed'))
  expect([of(issued, sagaId), of(takenBack, sagaId)]).toEqual([1, 0])
})

test('a refusal comes back as one', async () => {
  answer = 'refused'
  startProcurement()
  startInventory()
  const sagaId = await begin()
  await eventually(() => expect(ends).toContain(`${sagaId} ${purchaseReturnIssueRefused.type}`))
  await eventually(async () => expect(await statusOf(sagaId)).toBe('compensated'))
})

test('a service that was away too long finds the command and its undo, and is left with nothing', async () => {
  answer = 'done'
  startProcurement()
  const sagaId = await begin()
  await eventually(async () => expect(await statusOf(sagaId)).toBe('compensating'))
  startInventory()
  await eventually(async () => expect(await statusOf(sagaId)).toBe('compensated'))
  expect(of(issued, sagaId)).toBe(of(takenBack, sagaId))
  expect(ends.filter((line) => line.startsWith(sagaId))).toEqual([`${sagaId} timeout`])
})

test('a command stream that is lost is filled again, and the command is obeyed once', async () => {
  answer = 'done'
  const procurement = startProcurement()
  const sagaId = await begin()
  await eventually(async () => expect(await admin.idsIn('CMD_INVENTORY')).not.toEqual([]))
  await admin.wipe()
  procurement.nudge()
  startInventory()
  await eventually(async () => expect(['completed', 'compensated']).toContain(await statusOf(sagaId)), {
    withinMs: 20_000,
  })
  expect(of(issued, sagaId) - of(takenBack, sagaId)).toBe((await statusOf(sagaId)) === 'completed' ? 1 : 0)
})
