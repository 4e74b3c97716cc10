import {
  approvalDecided,
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import { defineSaga, onEvent, startMessaging, startSaga, step } from '@erp/messaging'
import { createLogger, createTransactor, openDatabase, type Sql } from '@erp/service-kit'
import { eventually, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, expect, test } from 'vitest'
import { bootstrap } from '../src/bootstrap.ts'
import { type Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import { startService } from '../src/main.ts'
import { callerOf } from './use-identity.ts'

type Request = PayloadOf<typeof requestApproval>
type Withdrawal = PayloadOf<typeof withdrawApproval>

const database = await useDatabase('identity')
const nats = await useNats()
const environment = await serviceEnvironment('identity', { database, nats })
const password = 'correct horse battery'
await bootstrap({ ...environment, ADMINISTRATOR_USERNAME: 'root', ADMINISTRATOR_PASSWORD: password })
let service = await startService(environment)
afterAll(() => service.stop())

/** What became of sagas and what was decided, as the owner of the documents learns it. */
const learnt: string[] = []
const owner = await anOwner()

const rootToken = await logIn()
const { company } = await ask<{ company: { id: string } }>('registerCompany', 'company { id }', rootToken, {
  ...{ code: 'HUAXIN', name: { zh: '华信', en: 'Huaxin' }, baseCurrency: 'CNY', accountingStandard: 'CAS' },
  firstPeriod: '2026-01',
})
const token = await logIn('HUAXIN')

test('a service asks, somebody decides, and the service hears of it', async () => {
  const request = await owner.asks()
  await eventually(() => expect(learnt).toContain(`${request.approvalId} is asked for`))
  const { body } = await subgraphRequest<{ myApprovalTasks: { nodes: object[] } }>(service.url, {
    query: `{ myApprovalTasks { nodes { id documentType documentNumber title status version amount { amount currency }
      maker { displayName } seats { level needed permission signedBy { displayName } }
      actions { action level reason actor { displayName } } } } }`,
    token,
  })
  expect(body.data?.myApprovalTasks.nodes).toEqual([
    {
      ...{ id: request.approvalId, documentType: 'PURCHASE_ORDER', documentNumber: 'PO-1', title: '100 × STEEL' },
      ...{ status: 'RUNNING', version: 1, amount: { amount: '1130.00', currency: 'CNY' }, maker: null },
      seats: [{ level: 1, needed: false, permission: 'procurement.purchaseOrder.approve', signedBy: null }],
      actions: [{ action: 'REQUESTED', level: 1, reason: null, actor: null }],
    },
  ])
  const input = { approvalId: request.approvalId, expectedVersion: 1, remark: 'Fine' }
  expect(await ask('approve', 'approvalRequest { status }', token, input)).toEqual({
    approvalRequest: { status: 'APPROVED' },
    userErrors: [],
  })
  await eventually(() => expect(learnt).toContain(`${request.approvalId} APPROVED`))
  expect(await ask('approve', 'approvalRequest { status }', token, input, 'again')).toEqual({
    approvalRequest: null,
    userErrors: [{ __typename: 'ApprovalEnded', code: 'APPROVAL_ENDED' }],
  })
})

test('what is asked and withdrawn while identity is away ends withdrawn, in whatever order it is heard', async () => {
  await service.stop()
  const asked = await owner.asks()
  const later = await owner.asks()
  await owner.withdraws(later.approvalId)
  const early = newId()
  await owner.withdraws(early)
  await owner.asks(early)
  service = await startService(environment)

  await eventually(async () => {
    expect(learnt).toContain(`${asked.approvalId} is asked for`)
    for (const approvalId of [later.approvalId, early]) expect(learnt).toContain(`${approvalId} is withdrawn`)
    const [sagas] = await owner.database.rows<{ open: number }>`
      select count(*)::int as open from platform.saga where ended_at is null`
    expect(sagas).toEqual({ open: 0 })
  })
  const all = [asked.approvalId, later.approvalId, early]
  const running = database.rows`select id from approval_requests where id = any (${all}::uuid[]) and status = 'RUNNING'`
  expect(await running).toEqual([{ id: asked.approvalId }])
})

/** Procurement as identity knows it: something that asks and withdraws by sagas, from a database of its own. */
async function anOwner() {
  const owned = await useDatabase('procurement')
  const client = openDatabase<Prisma.TransactionClient>(owned.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  const logger = createLogger('procurement', 'silent')
  const transactor = createTransactor(client, { service: 'procurement', logger })
  const asking = defineSaga<Request, Sql>({
    ...{ type: 'procurement.ask-approval', version: 1 },
    steps: [
      step<Request, Request, never>({
        ...{ name: 'ask', command: requestApproval, build: (request) => request, timeoutMs: 60_000 },
        ...{ done: approvalRequested, refused: approvalRequestRefused },
      }),
    ],
    onCompleted: async (_, { sagaId }) => void learnt.push(`${sagaId} is asked for`),
    onRefused: async (_, { sagaId }) => void learnt.push(`${sagaId} is refused`),
    onSuspended: async () => undefined,
  })
  const withdrawing = defineSaga<Withdrawal, Sql>({
    ...{ type: 'procurement.take-back-approval', version: 1 },
    steps: [
      step<Withdrawal, Withdrawal, never>({
        ...{ name: 'withdraw', command: withdrawApproval, build: (withdrawal) => withdrawal, timeoutMs: 60_000 },
        ...{ done: approvalWithdrawn, refused: approvalKept },
      }),
    ],
    onCompleted: async (_, __, { approvalId }) => void learnt.push(`${approvalId} is withdrawn`),
    onRefused: async (_, __, { approvalId }) => void learnt.push(`${approvalId} is kept`),
    onSuspended: async () => undefined,
  })
  const messaging = startMessaging<Sql>({
    ...{ service: 'procurement', transactor, relayDatabaseUrl: owned.relayUrl, logger, commands: [] },
    nats: { url: nats.url, nkeySeed: nats.seedOf('procurement') },
    events: [
      onEvent(approvalDecided, async (_, messages) => {
        for (const { payload } of messages) learnt.push(`${payload.approvalId} ${payload.outcome}`)
      }),
    ],
    sagas: [asking, withdrawing],
  })
  afterAll(async () => {
    await messaging.stop()
    await client.$disconnect()
  })
  const maker = newId()
  const within = <Result>(work: Parameters<typeof transactor.transact<Result>>[2]) =>
    transactor.transact(callerOf(maker, 'buyer', company.id), 'submit', work)
  return {
    database: owned,
    async asks(approvalId = newId()): Promise<Request> {
      const request = {
        ...{ companyId: company.id, approvalId, documentType: 'PURCHASE_ORDER', documentId: newId() },
        ...{ documentVersion: 1, documentNumber: 'PO-1', title: '100 × STEEL', makerId: maker, submittedBy: maker },
        ...{ amountMinor: '113000', currency: 'CNY', departmentId: null, category: null },
      }
      const start = { sagaId: approvalId, companyId: company.id, documentId: request.documentId, data: request }
      await within((unit) => startSaga(unit, asking, start))
      return request
    },
    async withdraws(approvalId: string): Promise<void> {
      const data = { companyId: company.id, approvalId, reason: 'Amended' }
      const start = { sagaId: newId(), companyId: company.id, documentId: newId(), data }
      await within((unit) => startSaga(unit, withdrawing, start))
    },
  }
}

async function logIn(companyCode?: string): Promise<string> {
  const input = { username: 'root', password, ...(companyCode ? { companyCode } : {}) }
  const { body } = await subgraphRequest<{ login: { session: { accessToken: string } } }>(service.url, {
    query: 'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }',
    variables: { input },
  })
  return body.data?.login.session.accessToken ?? ''
}

async function ask<Answer>(
  mutation: string,
  selection: string,
  bearer: string,
  facts: object,
  key: string = newId(),
): Promise<Answer> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const { body } = await subgraphRequest<Record<string, Answer>>(service.url, {
    query: `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { __typename code } } }`,
    variables: { input: { idempotencyKey: key, ...facts } },
    token: bearer,
  })
  const answer = body.data?.[mutation]
  if (!answer) throw new Error(`${mutation} was not answered: ${JSON.stringify(body.errors)}`)
  return answer
}
