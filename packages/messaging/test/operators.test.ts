import {
  companyChanged,
  issuePurchaseReturn,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { buildSchema, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { blocked, defineSaga, emit, operatorResolvers, operatorSchema, startSaga } from '../src/index.ts'
import { SagaEngine } from '../src/saga/saga-engine.ts'
import { arrival, caller, companyId, companyPayload, companySubject, otherCompanyId } from './support/events.ts'
import { createEffectTable, openInbox } from './support/open-inbox.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
await createEffectTable(database)
const transactor = openTransactor(database)
const { Query, Mutation } = operatorResolvers('sales', transactor)
type Field = (parent: unknown, args: object, context: object) => Promise<object>
const context = { caller }
const ask = (name: string, args: object = {}, as: object = context) =>
  (Query[name] as Field)({}, args, as) as Promise<Record<string, unknown>>
const change = (name: string, input: object, as: object = context) =>
  (Mutation[name] as Field)({}, { input: { idempotencyKey: newId(), ...input } }, as) as Promise<
    Record<string, unknown>
  >
const stranger = { caller: { ...caller, companyId: otherCompanyId } }
const codes = (answer: Record<string, unknown>) => (answer.userErrors as { code: string }[]).map(({ code }) => code)
const audited = async (operation: string, id: string) =>
  (await database.rows`select from platform.audit_log where operation = ${operation} and document_id = ${id}`).length

test('the schema is valid for every service and names the service in its fields and permissions', () => {
  const sdl = operatorSchema('procurement')
  expect(() => parse(sdl)).not.toThrow()
  expect(sdl).toContain('procurementInboxMessages')
  expect(sdl).toContain('retryProcurementInboxMessage')
  expect(sdl).toContain('@permission(code: "procurement.operations.manage")')
  expect(sdl.toLowerCase()).not.toContain('example')
  const common = `
    directive @shareable on OBJECT
    directive @permission(code: String!) on FIELD_DEFINITION | OBJECT
    scalar DateTime
    type PageInfo { hasNextPage: Boolean! }
    type User { id: ID! }
    interface UserError { message: String! code: String! path: [String!]! }
    type Query
    type Mutation`
  const schema = buildSchema(common + sdl)
  const fields = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() }
  const { Query: queries, Mutation: mutations } = operatorResolvers('procurement', transactor)
  expect(Object.keys(fields).toSorted()).toEqual([...Object.keys(queries), ...Object.keys(mutations)].toSorted())
})

test('is for those who see everything: whoever is narrowed is refused before anything is looked at', async () => {
  const narrowed = { caller: { ...caller, customerGroups: ['RETAIL'] } }
  for (const name of Object.keys(Query))
    await expect(ask(name, {}, narrowed), name).rejects.toMatchObject({ name: 'NotForNarrowed' })
  for (const name of Object.keys(Mutation))
    await expect(change(name, {}, narrowed), name).rejects.toMatchObject({ name: 'NotForNarrowed' })
})

describe('a held message', () => {
  async function hold() {
    const open = openInbox(database)
    const subject = companySubject()
    const stuck = arrival(subject, 1)
    open.behave(() => blocked('PERIOD_CLOSED', { period: '2026-10' }))
    const behind = arrival(subject, 2)
    await open.receive(stuck, behind)
    open.behave(() => undefined)
    const goOn = () =>
      open.inbox.retry([{ subject, eventId: stuck.eventId, type: stuck.type, companyId: stuck.companyId ?? '' }])
    return { open, subject, stuck, behind, goOn }
  }

  test('is shown with its reason to its own company only', async () => {
    const { stuck } = await hold()
    const shown = (await ask('salesInboxMessages', { status: ['BLOCKED'], first: 100 })).nodes as { id: string }[]
    expect(shown.find(({ id }) => id === stuck.eventId)).toMatchObject({
      status: 'BLOCKED',
      reasonCode: 'PERIOD_CLOSED',
      facts: '{"period": "2026-10"}',
      sequence: 1,
      attempts: 1,
      type: companyChanged.type,
    })
    const foreign = (await ask('salesInboxMessages', {}, stranger)).nodes as unknown[]
    expect(foreign).toEqual([])
  })

  test('is tried again at once', async () => {
    const { open, subject, stuck, goOn } = await hold()
    const answer = await change('retrySalesInboxMessage', { messageId: stuck.eventId })
    expect(answer).toMatchObject({ inboxMessage: { id: stuck.eventId, status: 'BLOCKED' }, userErrors: [] })
    await goOn()
    expect(await open.effects(subject)).toEqual([1, 2])
    expect(await audited('retrySalesInboxMessage', stuck.eventId)).toBe(1)
  })

  test('is passed over with a reason, and the next one goes on', async () => {
    const { open, subject, stuck, behind } = await hold()
    expect(codes(await change('skipSalesInboxMessage', { messageId: stuck.eventId, reason: ' ' }))).toEqual([
      'INVALID_INPUT',
    ])
    expect(await open.statuses(subject)).toEqual(['1:blocked', '2:waiting_gap'])
    const answer = await change('skipSalesInboxMessage', { messageId: stuck.eventId, reason: 'posted by hand' })
    expect(answer).toMatchObject({ inboxMessage: { status: 'SKIPPED' }, userErrors: [] })
    await open.inbox.retry([{ subject, eventId: behind.eventId, type: behind.type, companyId }])
    expect(await open.effects(subject)).toEqual([2])
    expect(await database.rows`select facts from platform.inbox where event_id = ${stuck.eventId}`).toEqual([
      { facts: { period: '2026-10', skippedBy: caller.userId, skippedBecause: 'posted by hand' } },
    ])
    expect(await audited('skipSalesInboxMessage', stuck.eventId)).toBe(1)
  })

  test('of another company does not exist; one that only waits cannot be passed over', async () => {
    const { stuck, behind } = await hold()
    expect(codes(await change('skipSalesInboxMessage', { messageId: stuck.eventId, reason: 'x' }, stranger))).toEqual([
      'INBOX_MESSAGE_NOT_FOUND',
    ])
    expect(codes(await change('skipSalesInboxMessage', { messageId: behind.eventId, reason: 'x' }))).toEqual([
      'INBOX_MESSAGE_NOT_HELD',
    ])
    expect(codes(await change('retrySalesInboxMessage', { messageId: 'no id' }))).toEqual(['INVALID_INPUT'])
  })

  test('that forked its subject is passed over without moving the subject', async () => {
    const open = openInbox(database)
    const subject = companySubject()
    await open.receive(arrival(subject, 1))
    const intruder = arrival(subject, 1)
    await open.receive(intruder)
    await change('skipSalesInboxMessage', { messageId: intruder.eventId, reason: 'sent by mistake' })
    await open.receive(arrival(subject, 2))
    expect(await open.effects(subject)).toEqual([1, 2])
  })

  test('is changed once for each idempotency key', async () => {
    const { stuck } = await hold()
    const input = { messageId: stuck.eventId, idempotencyKey: newId() }
    await change('retrySalesInboxMessage', input)
    expect(codes(await change('retrySalesInboxMessage', input))).toEqual([])
    expect(await audited('retrySalesInboxMessage', stuck.eventId)).toBe(1)
    const other = await hold()
    expect(codes(await change('retrySalesInboxMessage', { ...input, messageId: other.stuck.eventId }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ])
  })
})

describe('where passing over takes two persons', () => {
  const asked = 'requestSalesInboxMessageSkip'
  const confirmed = 'confirmSalesInboxMessageSkip'
  const two = operatorResolvers('sales', transactor, { skipTakesTwo: true }).Mutation
  const decide = (name: string, input: object, by = caller) =>
    (two[name] as Field)({}, { input: { idempotencyKey: newId(), ...input } }, { caller: by }) as Promise<
      Record<string, unknown>
    >
  const colleague = { ...caller, userId: newId(), username: 'wang' }

  async function heldOne() {
    const open = openInbox(database)
    const subject = companySubject()
    const stuck = arrival(subject, 1)
    open.behave(() => blocked('PERIOD_CLOSED', { period: '2026-10' }))
    const behind = arrival(subject, 2)
    await open.receive(stuck, behind)
    open.behave(() => undefined)
    return { open, subject, stuck, behind, messageId: stuck.eventId }
  }

  test('nobody passes over a message alone', async () => {
    expect(Object.keys(two)).not.toContain('skipSalesInboxMessage')
    const sdl = operatorSchema('sales', { skipTakesTwo: true })
    expect(sdl).not.toContain('skipSalesInboxMessage')
    expect([sdl.includes(asked), sdl.includes(confirmed)]).toEqual([true, true])
    const { open, subject, messageId } = await heldOne()
    expect(codes(await decide(confirmed, { messageId }))).toEqual(['SKIP_NOT_REQUESTED'])
    expect(codes(await decide(asked, { messageId, reason: ' ' }))).toEqual(['INVALID_INPUT'])
    expect(await decide(asked, { messageId, reason: 'posted by hand' })).toMatchObject({
      inboxMessage: { status: 'BLOCKED', skipRequester: { id: caller.userId }, skipRequestReason: 'posted by hand' },
      userErrors: [],
    })
    expect((await decide(confirmed, { messageId })).userErrors).toMatchObject([
      { code: 'SKIP_NEEDS_ANOTHER_PERSON', requestedBy: caller.userId },
    ])
    expect(await open.statuses(subject)).toEqual(['1:blocked', '2:waiting_gap'])
    expect([await audited(asked, messageId), await audited(confirmed, messageId)]).toEqual([1, 0])
  })

  test('another person confirms, for the reason that was given, and the next message goes on', async () => {
    const { open, subject, stuck, behind, messageId } = await heldOne()
    await decide(asked, { messageId, reason: 'posted by hand' })
    expect((await decide(asked, { messageId, reason: 'another reason' }, colleague)).userErrors).toMatchObject([
      { code: 'SKIP_ALREADY_REQUESTED', requestedBy: caller.userId },
    ])
    expect(await decide(confirmed, { messageId }, colleague)).toMatchObject({
      inboxMessage: { status: 'SKIPPED', skipRequestedBy: caller.userId },
      userErrors: [],
    })
    await open.inbox.retry([{ subject, eventId: behind.eventId, type: behind.type, companyId }])
    expect(await open.effects(subject)).toEqual([2])
    expect(await database.rows`select facts from platform.inbox where event_id = ${stuck.eventId}`).toEqual([
      { facts: { period: '2026-10', skippedBy: colleague.userId, skippedBecause: 'posted by hand' } },
    ])
    expect(
      await database.rows`
        select user_id as "userId", operation from platform.audit_log where document_id = ${messageId} order by audit_id`,
    ).toEqual([
      { userId: caller.userId, operation: asked },
      { userId: colleague.userId, operation: confirmed },
    ])
  })

  test('of a message that is not held, or of another company, neither is possible', async () => {
    const { behind, messageId } = await heldOne()
    expect(codes(await decide(asked, { messageId: behind.eventId, reason: 'x' }))).toEqual(['INBOX_MESSAGE_NOT_HELD'])
    const elsewhere = { ...colleague, companyId: otherCompanyId }
    expect(codes(await decide(asked, { messageId, reason: 'x' }, elsewhere))).toEqual(['INBOX_MESSAGE_NOT_FOUND'])
    await decide(asked, { messageId, reason: 'x' })
    expect(codes(await decide(confirmed, { messageId }, elsewhere))).toEqual(['INBOX_MESSAGE_NOT_FOUND'])
  })
})

test('lists come in pages, newest first, each message once', async () => {
  const open = openInbox(database)
  const subjects = Array.from({ length: 5 }, () => companySubject())
  const arrivals = subjects.map((subject) => arrival(subject, 1))
  await open.receive(...arrivals)
  const seen: string[] = []
  let after: unknown
  do {
    const answer = await ask('salesInboxMessages', { first: 2, after, status: ['APPLIED'] })
    seen.push(...(answer.nodes as { id: string }[]).map(({ id }) => id))
    const info = answer.pageInfo as { hasNextPage: boolean; endCursor: string }
    after = info.hasNextPage ? info.endCursor : undefined
  } while (after)
  expect(seen).toEqual(seen.toSorted().toReversed())
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(arrivals.map(({ eventId }) => eventId)))
})

test('the backlog is counted, and a document is sent again under the same ids', async () => {
  const id = newId()
  await transactor.transact(caller, 'tell', (unit) =>
    emit(unit, companyChanged, { aggregateId: id, payload: companyPayload() }),
  )
  expect(await ask('salesOutboxBacklog')).toMatchObject({ pending: 1, dead: 0 })
  expect(await ask('salesOutboxBacklog', {}, stranger)).toEqual({ pending: 0, dead: 0, oldestPendingSeconds: 0 })
  const epoch = newId()
  await database.rows`update platform.outbox set published_at = now(), stream_epoch = ${epoch}, stream_seq = 7, dead_at = now()`
  expect(await ask('salesOutboxBacklog')).toMatchObject({ pending: 0 })
  expect(await change('republishSalesOutbox', { aggregateId: id })).toEqual({ messages: 1, userErrors: [] })
  expect(
    await database.rows`
    select published_at, stream_epoch, dead_at, earlier_positions from platform.outbox where aggregate_id = ${id}`,
  ).toEqual([{ published_at: null, stream_epoch: null, dead_at: null, earlier_positions: [{ seq: 7, epoch }] }])
  expect(codes(await change('republishSalesOutbox', { aggregateId: newId() }))).toEqual(['NOTHING_TO_REPUBLISH'])
  expect(codes(await change('republishSalesOutbox', { aggregateId: id }, stranger))).toEqual(['NOTHING_TO_REPUBLISH'])
})

test('a suspended saga is set going again, and no other', async () => {
  const [example] = issuePurchaseReturn.examples
  const noop = async () => undefined
  const saga = defineSaga({
    ...{ type: 'sales.take-back', version: 1, onCompleted: noop, onRefused: noop, onSuspended: noop },
    steps: [
      {
        ...{ name: 'issue', command: issuePurchaseReturn, build: () => example, timeoutMs: 60_000, sends: 1 },
        ...{ done: purchaseReturnIssueDone, refused: purchaseReturnIssueRefused },
      },
    ],
  })
  const engine = new SagaEngine('sales', [saga])
  const sagaId = newId()
  await transactor.transact(caller, 'start', (unit) =>
    startSaga(unit, saga, { sagaId, companyId, documentId: newId(), data: {} }),
  )
  expect(codes(await change('retrySalesSaga', { sagaId }))).toEqual(['SAGA_NOT_SUSPENDED'])
  await database.rows`update platform.saga set wake_at = now() where saga_id = ${sagaId}`
  await transactor.system([companyId], 'timer', (unit) => engine.wake(unit, sagaId))
  expect((await ask('salesSagas', { status: ['SUSPENDED'] })).nodes).toMatchObject([
    { id: sagaId, status: 'SUSPENDED', reasonCode: 'NO_REPLY', step: 'issue', type: 'sales.take-back', version: 1 },
  ])
  expect(codes(await change('retrySalesSaga', { sagaId }, stranger))).toEqual(['SAGA_NOT_FOUND'])
  expect(await change('retrySalesSaga', { sagaId })).toMatchObject({ saga: { status: 'RUNNING', step: 'issue' } })
  await transactor.system([companyId], 'timer', (unit) => engine.wake(unit, sagaId))
  expect(await database.rows`select count(*)::int as sent from platform.outbox where aggregate_id = ${sagaId}`).toEqual(
    [{ sent: 2 }],
  )
})
