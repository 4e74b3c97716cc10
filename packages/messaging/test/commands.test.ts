import {
  cancelPurchaseReturnIssue,
  issuePurchaseReturn,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { newTraceparent } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { dispatchCommands } from '../src/consumer/dispatch-commands.ts'
import { Inbox } from '../src/consumer/inbox.ts'
import { onCommand, onUndo, reply } from '../src/index.ts'
import { commandIdOf } from '../src/saga/saga-command.ts'
import { arrival, delivery, userId } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const database = await useDatabase('inventory')
const transactor = openTransactor(database)
const done: string[] = []
const undone: string[] = []
let refuse = false
const ids = { companyId: issuePurchaseReturn.examples[0]?.companyId ?? '', purchaseReturnId: newId() }

const inbox = new Inbox({
  ...{ service: 'inventory', consumer: 'inventory__commands', transactor, logger },
  dispatch: dispatchCommands([
    onCommand(issuePurchaseReturn, async (_, message) => {
      if (refuse)
        return reply(purchaseReturnIssueRefused, { ...purchaseReturnIssueRefused.examples[0], ...ids } as never)
      done.push(message.saga?.sagaId ?? '')
      return reply(purchaseReturnIssueDone, { ...ids, stockDocumentId: newId() })
    }),
    onUndo(cancelPurchaseReturnIssue, {
      undoes: issuePurchaseReturn,
      handle: async (_, message, before) => {
        if (before?.type === purchaseReturnIssueDone.type) undone.push(message.saga?.sagaId ?? '')
        return reply(purchaseReturnIssueCancelled, { ...purchaseReturnIssueCancelled.examples[0], ...ids } as never)
      },
    }),
  ]),
})

/** The saga's two commands, each in the lane of its own subject; `seq` 2 is the same command sent again. */
function commandsOf(sagaId: string) {
  const mark = { sagaId, owner: 'procurement' }
  const envelope = { traceparent: newTraceparent(), actorId: userId }
  const [issue] = issuePurchaseReturn.examples
  const [cancel] = cancelPurchaseReturnIssue.examples
  return {
    issue: (seq = 1) =>
      arrival(`cmd.inventory.issue-purchase-return.${sagaId}`, seq, {
        ...{ type: issuePurchaseReturn.type, payload: issue, companyId: ids.companyId },
        envelope: { ...envelope, saga: { ...mark, commandId: commandIdOf(sagaId, 'issue', 'do') } },
      }),
    cancel: (seq = 1) =>
      arrival(`cmd.inventory.cancel-purchase-return-issue.${sagaId}`, seq, {
        ...{ type: cancelPurchaseReturnIssue.type, payload: cancel, companyId: ids.companyId },
        envelope: {
          ...envelope,
          saga: {
            ...mark,
            commandId: commandIdOf(sagaId, 'issue', 'undo'),
            undoes: commandIdOf(sagaId, 'issue', 'do'),
          },
        },
      }),
  }
}

const receive = (...arrivals: ReturnType<typeof arrival>[]) => inbox.deliver(arrivals.map(delivery), undefined)
const answers = async (sagaId: string) =>
  (
    await database.rows<{ fact: string }>`
      select split_part(type, '.', 3) as fact from platform.outbox where aggregate_id = ${sagaId} order by pos`
  ).map(({ fact }) => fact)
const replyMarks = (sagaId: string) => database.rows`
  select distinct subject, headers -> 'saga' as saga from platform.outbox where aggregate_id = ${sagaId}`

test('a command takes effect once and every repetition gets the stored reply', async () => {
  const sagaId = newId()
  const { issue } = commandsOf(sagaId)
  await receive(issue(1))
  await receive(issue(2), issue(3))
  expect(done.filter((id) => id === sagaId)).toHaveLength(1)
  expect(await answers(sagaId)).toEqual(['done', 'done', 'done'])
  expect(
    await database.rows`
    select count(distinct payload)::int as n from platform.outbox where aggregate_id = ${sagaId}`,
  ).toEqual([{ n: 1 }])
  expect(await replyMarks(sagaId)).toEqual([
    {
      subject: `evt.inventory.purchase-return-issue.${sagaId}`,
      saga: { sagaId, owner: 'procurement', commandId: commandIdOf(sagaId, 'issue', 'do') },
    },
  ])
})

test('a refusal is an answer like any other', async () => {
  const sagaId = newId()
  refuse = true
  await receive(commandsOf(sagaId).issue(1))
  refuse = false
  await receive(commandsOf(sagaId).issue(2))
  expect(await answers(sagaId)).toEqual(['refused', 'refused'])
  expect(done).not.toContain(sagaId)
})

test('an undo takes back what was done, once', async () => {
  const sagaId = newId()
  const { issue, cancel } = commandsOf(sagaId)
  await receive(issue(1))
  await receive(cancel(1), cancel(2))
  expect(undone.filter((id) => id === sagaId)).toHaveLength(1)
  expect(await answers(sagaId)).toEqual(['done', 'cancelled', 'cancelled'])
})

test('an undo that overtakes its command leaves a tombstone: the late command is answered cancelled and has no effect', async () => {
  const sagaId = newId()
  const { issue, cancel } = commandsOf(sagaId)
  await receive(cancel(1))
  expect(
    await database.rows`
    select outcome from platform.command_result where command_id = ${commandIdOf(sagaId, 'issue', 'do')}`,
  ).toEqual([{ outcome: 'cancelled' }])
  await receive(issue(1), issue(2))
  expect(done).not.toContain(sagaId)
  expect(undone).not.toContain(sagaId)
  expect(await answers(sagaId)).toEqual(['cancelled', 'cancelled', 'cancelled'])
})

test('a command that comes again after its undo stays cancelled', async () => {
  const sagaId = newId()
  const { issue, cancel } = commandsOf(sagaId)
  await receive(issue(1))
  await receive(cancel(1))
  await receive(issue(2))
  expect(done.filter((id) => id === sagaId)).toHaveLength(1)
  expect((await answers(sagaId)).at(-1)).toBe('cancelled')
})

test('do and undo at the same time end as cancelled, with nothing left over', async () => {
  for (let round = 0; round < 10; round += 1) {
    const sagaId = newId()
    const { issue, cancel } = commandsOf(sagaId)
    await Promise.all([receive(issue(1)), receive(cancel(1))])
    await receive(issue(2))
    const times = (list: string[]) => list.filter((id) => id === sagaId).length
    expect(times(done)).toBe(times(undone))
    expect((await answers(sagaId)).at(-1)).toBe('cancelled')
  }
})

test('what is not of a saga is kept dead, and an unknown command waits for a release that knows it', async () => {
  const { issue } = commandsOf(newId())
  const { saga: _, ...envelope } = issue().envelope
  const stray = { ...issue(), envelope }
  const unknown = { ...commandsOf(newId()).issue(), type: 'inventory.paint-the-wall.v1' }
  await receive(stray)
  await receive(unknown)
  expect(
    await database.rows`
    select status, reason from platform.inbox where event_id in (${stray.eventId}, ${unknown.eventId}) order by reason`,
  ).toEqual([
    { status: 'dead', reason: 'NOT_OF_A_SAGA' },
    { status: 'blocked', reason: 'UNKNOWN_COMMAND' },
  ])
})
