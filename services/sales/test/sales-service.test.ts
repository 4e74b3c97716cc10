import { mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import { startService } from '../src/main.ts'

const database = await useDatabase('sales')
const nats = await useNats()
const service = await startService(await serviceEnvironment('sales', { database, nats }))
afterAll(() => service.stop())

const everything = ['sales.customer.read', 'sales.customer.manage']
const company = newId()
await database.rows`
  insert into company_replica values (${company}::uuid, 'HUAXIN', 'CNY', true, 1)`

async function ask(
  query: string,
  variables: Record<string, unknown>,
  as: { companyId?: string; permissions?: readonly string[]; userId?: string; language?: string } = {},
) {
  const { companyId = company, permissions = everything, userId = newId(), language = 'en' } = as
  const token = await mintToken({ userId, username: 'li.na', companyId, permissions })
  const { body } = await subgraphRequest(service.url, {
    token,
    query,
    variables,
    headers: { 'accept-language': language },
  })
  return body
}

const createCustomer = `
  mutation ($input: CreateCustomerInput!) {
    createCustomer(input: $input) {
      customer { id code name { zh en } taxNumber currency active version }
      userErrors { __typename message code path ... on CustomerCodeTaken { customerCode } }
    }
  }`
const changeCustomer = `
  mutation ($input: ChangeCustomerInput!) {
    changeCustomer(input: $input) {
      customer { taxNumber active version }
      userErrors { __typename message code path ... on StaleVersion { currentVersion } ... on InvalidInput { field problem } }
    }
  }`

const input = (code: string, more: object = {}) => ({
  idempotencyKey: newId(),
  code,
  name: { zh: '远方家居', en: 'Yuanfang Home' },
  ...more,
})

async function customerId(code: string): Promise<string> {
  const [row] = await database.rows<{ id: string }>`
    select id from customer where company_id = ${company}::uuid and code = ${code}`
  if (!row) throw new Error(`There is no customer ${code}`)
  return row.id
}

const customersThereAre = async () => (await database.rows`select id from customer`).length

describe('customers in the graph', () => {
  test('are created, found by id and listed by code', async () => {
    for (const code of ['LIST-2', 'LIST-1', 'LIST-3'])
      expect(await ask(createCustomer, { input: input(code, { taxNumber: '91310000MA1FL0XX0X' }) })).toEqual({
        data: {
          createCustomer: {
            customer: {
              id: expect.any(String),
              code,
              name: { zh: '远方家居', en: 'Yuanfang Home' },
              taxNumber: '91310000MA1FL0XX0X',
              currency: 'CNY',
              active: true,
              version: 1,
            },
            userErrors: [],
          },
        },
      })

    const id = await customerId('LIST-2')
    expect(await ask('query ($id: ID!) { customer(id: $id) { code } }', { id })).toEqual({
      data: { customer: { code: 'LIST-2' } },
    })

    const page = `query ($after: String) {
      customers(first: 2, after: $after) { nodes { code } pageInfo { hasNextPage hasPreviousPage endCursor } }
    }`
    const first = await ask(page, {})
    expect(first).toMatchObject({
      data: {
        customers: {
          nodes: [{ code: 'LIST-1' }, { code: 'LIST-2' }],
          pageInfo: { hasNextPage: true, hasPreviousPage: false },
        },
      },
    })
    const { customers } = first.data as { customers: { pageInfo: { endCursor: string } } }
    expect(await ask(page, { after: customers.pageInfo.endCursor })).toMatchObject({
      data: { customers: { nodes: [{ code: 'LIST-3' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } } },
    })
  })

  test('are found by reference, for other services', async () => {
    await ask(createCustomer, { input: input('REFERENCE') })
    const representations = [
      { __typename: 'Customer', id: await customerId('REFERENCE') },
      { __typename: 'Customer', id: newId() },
    ]
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { code } } }'
    expect(await ask(query, { representations })).toMatchObject({ data: { _entities: [{ code: 'REFERENCE' }, null] } })
  })

  test('change at the version that was read, and keep what is left out', async () => {
    await ask(createCustomer, { input: input('CHANGE', { taxNumber: '91310000MA1FL0XX0X' }) })
    const change = async (more: object) =>
      ask(changeCustomer, { input: { idempotencyKey: newId(), customerId: await customerId('CHANGE'), ...more } })

    expect(await change({ expectedVersion: 1, active: false })).toEqual({
      data: {
        changeCustomer: { customer: { taxNumber: '91310000MA1FL0XX0X', active: false, version: 2 }, userErrors: [] },
      },
    })
    expect(await change({ expectedVersion: 2, taxNumber: null })).toMatchObject({
      data: { changeCustomer: { customer: { taxNumber: null, active: false, version: 3 } } },
    })
    expect(await change({ expectedVersion: 2, active: true })).toEqual({
      data: {
        changeCustomer: {
          customer: null,
          userErrors: [
            {
              __typename: 'StaleVersion',
              code: 'STALE_VERSION',
              message: 'Somebody changed this document; it is now version 3. Read it again.',
              path: ['input'],
              currentVersion: 3,
            },
          ],
        },
      },
    })
    expect(await change({ expectedVersion: 3, name: { zh: '', en: 'X' } })).toMatchObject({
      data: {
        changeCustomer: {
          customer: null,
          userErrors: [{ __typename: 'InvalidInput', field: 'name.zh', path: ['input', 'name', 'zh'] }],
        },
      },
    })
  })
})

describe('a repeated request', () => {
  test('with the same key and input gives the same customer, once', async () => {
    const userId = newId()
    const before = await customersThereAre()
    const variables = { input: input('REPEATED') }
    const answers = await Promise.all([1, 2, 3].map(() => ask(createCustomer, variables, { userId })))
    expect(answers[0]).toMatchObject({ data: { createCustomer: { customer: { code: 'REPEATED' }, userErrors: [] } } })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await customersThereAre()).toBe(before + 1)
  })

  test('with the same key and other input is refused, and nothing else happens', async () => {
    const userId = newId()
    const first = input('KEY-1')
    await ask(createCustomer, { input: first }, { userId })
    const before = await customersThereAre()
    expect(await ask(createCustomer, { input: { ...first, code: 'KEY-2' } }, { userId })).toMatchObject({
      data: { createCustomer: { customer: null, userErrors: [{ __typename: 'IdempotencyKeyReused' }] } },
    })
    expect(await customersThereAre()).toBe(before)
  })
})

describe('a refusal', () => {
  test('says why in the language of the user', async () => {
    await ask(createCustomer, { input: input('TAKEN') })
    const refused = (message: string) => ({
      data: {
        createCustomer: {
          customer: null,
          userErrors: [
            {
              __typename: 'CustomerCodeTaken',
              code: 'CUSTOMER_CODE_TAKEN',
              path: ['input', 'code'],
              customerCode: 'TAKEN',
              message,
            },
          ],
        },
      },
    })
    expect(await ask(createCustomer, { input: input('TAKEN') })).toEqual(
      refused('Another customer already has the code TAKEN.'),
    )
    expect(await ask(createCustomer, { input: input('TAKEN') }, { language: 'zh-CN' })).toEqual(
      refused('客户代码 TAKEN 已被使用。'),
    )
  })

  test('of a company that sales has not heard of passes, so its key is not used up', async () => {
    const as = { companyId: newId(), userId: newId() }
    const variables = { input: input('EARLY') }
    expect(await ask(createCustomer, variables, as)).toMatchObject({
      data: { createCustomer: { customer: null, userErrors: [{ __typename: 'CompanyNotActive' }] } },
    })
    await database.rows`insert into company_replica values (${as.companyId}::uuid, 'NEW', 'EUR', true, 1)`
    expect(await ask(createCustomer, variables, as)).toMatchObject({
      data: { createCustomer: { customer: { code: 'EARLY', currency: 'EUR' }, userErrors: [] } },
    })
  })
})

describe('without the right to', () => {
  test("another company's customer does not exist, by id, by reference or for a change", async () => {
    await ask(createCustomer, { input: input('FOREIGN') })
    const id = await customerId('FOREIGN')
    const stranger = { companyId: newId() }
    expect(await ask('query ($id: ID!) { customer(id: $id) { code } }', { id }, stranger)).toEqual({
      data: { customer: null },
    })
    expect(await ask('{ customers { nodes { code } } }', {}, stranger)).toEqual({ data: { customers: { nodes: [] } } })
    expect(
      await ask(
        changeCustomer,
        { input: { idempotencyKey: newId(), customerId: id, expectedVersion: 1, active: false } },
        stranger,
      ),
    ).toMatchObject({ data: { changeCustomer: { customer: null, userErrors: [{ __typename: 'CustomerNotFound' }] } } })
    expect(await ask('query ($id: ID!) { customer(id: $id) { active } }', { id })).toEqual({
      data: { customer: { active: true } },
    })
  })

  test.each([
    ['sales.customer.read', '{ customers { nodes { id } } }', {}, ['sales.customer.manage']],
    ['sales.customer.read', 'query ($id: ID!) { customer(id: $id) { id } }', { id: newId() }, []],
    ['sales.customer.manage', createCustomer, { input: input('FORBIDDEN') }, ['sales.customer.read']],
    ['sales.operations.read', '{ salesInboxMessages { nodes { id } } }', {}, everything],
  ])('%s is asked for: %s', async (permission, query, variables, permissions) => {
    const before = await customersThereAre()
    expect(await ask(query, variables, { permissions })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN', permission } }],
    })
    expect(await customersThereAre()).toBe(before)
  })

  test('nobody gets in who did not come through the gateway', async () => {
    const token = await mintToken({ userId: newId(), username: 'li.na', companyId: company, permissions: everything })
    const answer = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ customers { nodes { id } } }' }),
    })
    expect(answer.status).toBe(401)
  })
})
