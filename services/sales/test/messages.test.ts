import { companyChanged, customerChanged } from '@erp/contracts'
import { emit, startMessaging } from '@erp/messaging'
import { createLogger, createTransactor, databaseAdapter } from '@erp/service-kit'
import { eventually, mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { startService } from '../src/main.ts'

const [database, identityDatabase, nats] = await Promise.all([useDatabase('sales'), useDatabase('identity'), useNats()])
const service = await startService(await serviceEnvironment('sales', { database, nats }))
afterAll(() => service.stop())

const logger = createLogger('identity', 'silent')
const prisma = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(identityDatabase.appUrl)) })
const identity = createTransactor(prisma, { service: 'identity', logger })
const identityMessaging = startMessaging({
  service: 'identity',
  transactor: identity,
  relayDatabaseUrl: identityDatabase.relayUrl,
  nats: { url: nats.url, nkeySeed: nats.seedOf('identity') },
  events: [],
  commands: [],
  sagas: [],
  logger,
})
afterAll(async () => {
  await identityMessaging.stop()
  await prisma.$disconnect()
})

const companyId = newId()

function tellOfCompany(facts: { version: number; active: boolean }) {
  const payload = {
    companyId,
    code: 'HUAXIN',
    name: { zh: '华信贸易', en: 'Huaxin Trading' },
    baseCurrency: 'CNY',
    accountingStandard: 'CAS' as const,
    firstPeriod: '2026-01',
    ...facts,
  }
  return identity.system([companyId], 'registerCompany', (unit) =>
    emit(unit, companyChanged, { aggregateId: companyId, payload }),
  )
}

async function createCustomer(code: string) {
  const token = await mintToken({
    userId: newId(),
    username: 'li.na',
    companyId,
    permissions: ['sales.customer.manage', 'sales.customer.read'],
  })
  const query = `mutation ($input: CreateCustomerInput!) {
    createCustomer(input: $input) { customer { id currency } userErrors { code } }
  }`
  const input = { idempotencyKey: newId(), code, name: { zh: '远方家居', en: 'Yuanfang Home' } }
  const { body } = await subgraphRequest<{
    createCustomer: { customer: { id: string } | null; userErrors: unknown[] }
  }>(service.url, { token, query, variables: { input } })
  return body.data?.createCustomer
}

test('a company that identity tells of can have customers, of whom sales tells, until it is closed', async () => {
  expect(await createCustomer('EARLY')).toEqual({ customer: null, userErrors: [{ code: 'COMPANY_NOT_ACTIVE' }] })

  await tellOfCompany({ version: 1, active: true })
  const created = await eventually(async () => {
    const answer = await createCustomer('YUANFANG')
    expect(answer).toEqual({ customer: { id: expect.any(String), currency: 'CNY' }, userErrors: [] })
    return answer?.customer
  })

  await eventually(async () => {
    const [message] = await database.rows<{ payload: unknown; stream_seq: string }>`
      select payload, stream_seq from platform.outbox
      where subject = ${`evt.sales.customer.${created?.id}`} and published_at is not null`
    expect(customerChanged.schema.parse(message?.payload)).toMatchObject({ companyId, code: 'YUANFANG', version: 1 })
    expect(message?.stream_seq).toBe('1')
  })

  await tellOfCompany({ version: 2, active: false })
  await eventually(async () =>
    expect(
      await database.rows`select version, active from company_replica where company_id = ${companyId}::uuid`,
    ).toEqual([{ version: 2, active: false }]),
  )
  expect(await createCustomer('LATE')).toEqual({ customer: null, userErrors: [{ code: 'COMPANY_NOT_ACTIVE' }] })
})
