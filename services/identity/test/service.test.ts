import { personKeysOf } from '@erp/service-kit'
import { eventually, mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import { bootstrap } from '../src/bootstrap.ts'
import { startService } from '../src/main.ts'
import { indexOfUsername } from '../src/store/user-names.ts'

const database = await useDatabase('identity')
const nats = await useNats()
const environment = await serviceEnvironment('identity', { database, nats })
const administrator = { username: 'root', password: 'correct horse battery' }
const first = await bootstrap({
  ...environment,
  ADMINISTRATOR_USERNAME: administrator.username,
  ADMINISTRATOR_PASSWORD: administrator.password,
})
const service = await startService(environment)
afterAll(() => service.stop())

const persons = personKeysOf(environment.FIELD_KEYS_FILE ?? '')
const idsCalled = (username: string) =>
  database.rows<{ id: string }>`select id from users where username_index = ${indexOfUsername(persons, username)}`

type Data = Record<string, Record<string, unknown>>
const ask = (query: string, variables: Record<string, unknown> = {}, token?: string) =>
  subgraphRequest<Data>(service.url, { query, variables, ...(token === undefined ? {} : { token }) })

function dataOf<Field>(
  body: { readonly data?: Data | null; readonly errors?: readonly unknown[] },
  field: string,
): Field {
  const data = body.data?.[field]
  if (!data) throw new Error(`${field} was not answered: ${JSON.stringify(body.errors)}`)
  return data as Field
}

async function logIn(username: string, password: string, companyCode?: string): Promise<string> {
  const { body } = await ask(
    'mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } userErrors { code } } }',
    { input: { username, password, companyCode } },
  )
  const { session } = dataOf<{ session: { accessToken: string } }>(body, 'login')
  return session.accessToken
}

const register = `mutation ($input: RegisterCompanyInput!) {
  registerCompany(input: $input) { company { id code version } userErrors { __typename message code path } }
}`
const company = (code: string) => ({
  idempotencyKey: `register ${code}`,
  code,
  name: { zh: '华信贸易有限公司', en: 'Huaxin Trading' },
  baseCurrency: 'CNY',
  accountingStandard: 'CAS',
  firstPeriod: '2026-01',
})
const createUser = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { user { id username version roles { code name { zh } } } userErrors { __typename code } }
}`
const user = (username: string, roleCodes = ['BUYER']) => ({
  idempotencyKey: `create ${username}`,
  username,
  displayName: '王采购',
  password: 'a long password',
  roleCodes,
})

const founder = await logIn(administrator.username, administrator.password)
const registered = await ask(register, { input: company('HUAXIN') }, founder)
const home = registered.body.data?.registerCompany?.company as { id: string }
await ask(register, { input: company('OTHER') }, founder)
const admin = await logIn(administrator.username, administrator.password, 'HUAXIN')
const otherAdmin = await logIn(administrator.username, administrator.password, 'OTHER')

test('the first administrator is made once', async () => {
  expect(first.administrator).toEqual({ ...administrator, created: true })
  const again = await bootstrap({ ...environment, ADMINISTRATOR_USERNAME: administrator.username })
  expect(again).toEqual({
    signingKey: { keyId: first.signingKey.keyId, created: false },
    administrator: { username: administrator.username, password: null, created: false },
  })
})

describe('registering a company', () => {
  test('is told to the other services', async () => {
    const connection = await nats.connect('admin')
    const { jetstreamManager } = await import('@nats-io/jetstream')
    const manager = await jetstreamManager(connection)
    await eventually(async () => {
      const message = await manager.streams.getMessage('EVT_IDENTITY', {
        last_by_subj: `evt.identity.company.${home.id}`,
      })
      expect(message?.json()).toMatchObject({ companyId: home.id, code: 'HUAXIN', firstPeriod: '2026-01' })
    })
  })

  test('again with the same key gives the same company, and with other facts is refused', async () => {
    const again = await ask(register, { input: company('HUAXIN') }, founder)
    expect(again.body.data?.registerCompany).toEqual({ company: { ...home }, userErrors: [] })
    const other = await ask(register, { input: { ...company('HUAXIN'), firstPeriod: '2026-02' } }, founder)
    expect(other.body.data?.registerCompany).toMatchObject({
      company: null,
      userErrors: [{ __typename: 'IdempotencyKeyReused', code: 'IDEMPOTENCY_KEY_REUSED' }],
    })
    expect(await database.rows`select code from companies order by 1`).toEqual([{ code: 'HUAXIN' }, { code: 'OTHER' }])
  })

  test('is refused in the language of the request', async () => {
    const answer = await subgraphRequest<Data>(service.url, {
      query: register,
      variables: { input: { ...company('HUAXIN'), idempotencyKey: newId() } },
      token: founder,
      headers: { 'accept-language': 'zh-CN' },
    })
    expect(answer.body.data?.registerCompany?.userErrors).toEqual([
      {
        __typename: 'CompanyCodeTaken',
        message: '公司代码 HUAXIN 已被使用。',
        code: 'COMPANY_CODE_TAKEN',
        path: ['input'],
      },
    ])
  })
})

describe('users', () => {
  test('are created once for each key, and log in with what their roles allow', async () => {
    const created = await ask(createUser, { input: user('wang') }, admin)
    expect(created.body.data?.createUser).toMatchObject({
      user: { username: 'wang', version: 1, roles: [{ code: 'BUYER', name: { zh: '采购员' } }] },
      userErrors: [],
    })
    expect((await ask(createUser, { input: user('wang') }, admin)).body).toEqual(created.body)
    const token = await logIn('wang', 'a long password')
    const me = await ask('{ me { user { username displayName } company { code } permissions } }', {}, token)
    expect(me.body.data?.me).toMatchObject({
      user: { username: 'wang', displayName: '王采购' },
      company: { code: 'HUAXIN' },
      permissions: expect.arrayContaining(['procurement.purchaseOrder.create']),
    })
    const refused = await ask(createUser, { input: user('intruder', ['ADMINISTRATOR']) }, token)
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      permission: 'identity.user.manage',
    })
    expect(await idsCalled('intruder')).toEqual([])
  })

  test('leave no trace of their password beside the slow hash', async () => {
    await ask(createUser, { input: user('zhou') }, admin)
    const dump = await database.rows<{ text: string }>`
      select (select string_agg(t::text, '') from platform.idempotency t) || (select string_agg(t::text, '') from platform.audit_log t)
          || coalesce((select string_agg(t::text, '') from platform.outbox t), '') as text`
    expect(dump[0]?.text).not.toContain('a long password')
    const sameKeyOtherPassword = { ...user('zhou'), password: 'another password' }
    const again = await ask(createUser, { input: sameKeyOtherPassword }, admin)
    expect(again.body.data?.createUser).toMatchObject({ user: { username: 'zhou' }, userErrors: [] })
    expect(await logIn('zhou', 'a long password')).toMatch(/^ey/)
  })

  test('are listed page by page, for their own company only', async () => {
    for (const name of ['an', 'bo', 'cai']) await ask(createUser, { input: user(name) }, admin)
    const page =
      'query ($after: String) { users(first: 2, after: $after) { nodes { username } pageInfo { hasNextPage endCursor } } }'
    const names: string[] = []
    let after: string | null = null
    do {
      const { body } = await ask(page, { after }, admin)
      const users = body.data?.users as {
        nodes: { username: string }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      }
      names.push(...users.nodes.map(({ username }) => username))
      after = users.pageInfo.hasNextPage ? users.pageInfo.endCursor : null
    } while (after !== null)
    expect(names).toEqual(expect.arrayContaining(['an', 'bo', 'cai', 'root']))
    expect(names.filter((name) => ['an', 'bo', 'cai'].includes(name))).toEqual(['an', 'bo', 'cai'])
    expect(new Set(names).size).toBe(names.length)
    const elsewhere = await ask('{ users { nodes { username } } }', {}, otherAdmin)
    expect(elsewhere.body.data?.users).toEqual({ nodes: [{ username: 'root' }] })
  })

  test('and companies of others are not found by reference', async () => {
    const [wang] = await idsCalled('wang')
    const representations = [
      { __typename: 'User', id: wang?.id },
      { __typename: 'User', id: 'not an id' },
      { __typename: 'Company', id: home.id },
    ]
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on User { username } ... on Company { code } }
    }`
    const here = await ask(query, { representations }, admin)
    expect(here.body.data?._entities).toEqual([{ username: 'wang' }, null, { code: 'HUAXIN' }])
    const stranger = await mintToken({
      userId: newId(),
      username: 'stranger',
      companyId: newId(),
      permissions: ['identity.user.read', 'identity.company.read'],
    })
    const there = await ask(query, { representations }, stranger)
    expect(there.body.data?._entities).toEqual([null, null, null])
  })
})

test('a disabled user is nobody from the next question on, though the token still lives', async () => {
  const created = await ask(createUser, { input: user('leaver') }, admin)
  const leaver = created.body.data?.createUser?.user as { id: string }
  const token = await logIn('leaver', 'a long password')
  const disable = await ask(
    'mutation ($input: DisableUserInput!) { disableUser(input: $input) { user { active } userErrors { code } } }',
    { input: { idempotencyKey: newId(), userId: leaver.id, expectedVersion: 1 } },
    admin,
  )
  expect(disable.body.data?.disableUser).toEqual({ user: { active: false }, userErrors: [] })
  const answer = await ask('{ me { user { id } } }', {}, token)
  expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('roles are the jobs of the release', async () => {
  const { body } = await ask('{ roles { nodes { code permissions } } }', {}, admin)
  const { nodes } = dataOf<{ nodes: { code: string; permissions: string[] }[] }>(body, 'roles')
  expect(nodes.map(({ code }) => code)).toEqual([
    'ACCOUNTANT',
    'ADMINISTRATOR',
    'AUDITOR',
    'BUYER',
    'CASHIER',
    'CONTROLLER',
    'SALES',
    'STOREKEEPER',
  ])
  const permissionsOf = (code: string) => nodes.find((role) => role.code === code)?.permissions ?? []
  // With its own claims alone an auditor reads; writing them is another right.
  expect(permissionsOf('AUDITOR').filter((permission) => !/\.(read|export)$/.test(permission))).toEqual([
    'finance.expenseClaim.own',
  ])
  expect(permissionsOf('STOREKEEPER')).not.toContain('procurement.price.read')
  expect(permissionsOf('ADMINISTRATOR')).toEqual(
    expect.arrayContaining(nodes.flatMap(({ permissions }) => permissions)),
  )
})

describe('without the gateway’s signature', () => {
  test('a request with a right token is turned away', async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
      body: JSON.stringify({ query: '{ me { user { username } } }' }),
    })
    expect(response.status).toBe(401)
  })
})
