import { describe, expect, it } from 'vitest'
import { lookups, useToySubgraph } from './toy/subgraph.ts'

const { url, ask, post, logged, health, read } = await useToySubgraph()

const all = ['toy.order.read', 'toy.price.read', 'toy.order.confirm']

describe('permissions', () => {
  it('gives what they allow', async () => {
    const { body } = await ask('{ order(id: "so-1") { number total { amount currency } supplier { id } } }', {
      permissions: all,
    })
    expect(body).toEqual({
      data: {
        order: { number: 'SO-1', total: { amount: '1234.50', currency: 'CNY' }, supplier: { id: 'supplier-1' } },
      },
    })
  })

  it('names the one that is missing, at a root field, a field and a mutation', async () => {
    const root = await ask('{ order(id: "so-1") { number } }', { permissions: [] })
    expect(root.body).toMatchObject({
      data: { order: null },
      errors: [{ path: ['order'], extensions: { code: 'FORBIDDEN', permission: 'toy.order.read' } }],
    })
    const field = await ask('{ order(id: "so-1") { number a: total { amount } } }', { permissions: ['toy.order.read'] })
    expect(field.body).toMatchObject({
      data: { order: { number: 'SO-1', a: null } },
      errors: [{ path: ['order', 'a'], extensions: { code: 'FORBIDDEN', permission: 'toy.price.read' } }],
    })
    const mutation = await ask(
      'mutation { confirmOrder(input: { idempotencyKey: "k", id: "so-1" }) { order { id } } }',
      {
        permissions: ['toy.order.read'],
      },
    )
    expect(mutation.body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'toy.order.confirm' })
  })

  it('guard a type also where a field that needs less leads to it', async () => {
    const { body } = await ask('{ favourite { id } }', { permissions: ['toy.price.read'] })
    expect(body).toMatchObject({
      data: { favourite: null },
      errors: [{ path: ['favourite', 'id'], extensions: { code: 'FORBIDDEN', permission: 'toy.order.read' } }],
    })
  })

  const entities = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { id number } } }`
  const refs = (...ids: string[]) => ids.map((id) => ({ __typename: 'Order', id }))

  it('guard lookups by reference like the root field, and nothing is looked up in vain', async () => {
    const found = await ask(entities, { permissions: all, variables: { refs: refs('so-2', 'nobodys') } })
    expect(found.body).toEqual({ data: { _entities: [{ id: 'so-2', number: 'SO-2' }, null] } })

    lookups.count = 0
    const forbidden = await ask(entities, { permissions: ['toy.price.read'], variables: { refs: refs('so-2') } })
    expect(forbidden.body.data).toEqual({ _entities: [null] })
    expect(forbidden.body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'toy.order.read' })
    const anonymous = await ask(entities, { variables: { refs: refs('so-2') } })
    expect(anonymous.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect(lookups.count).toBe(0)
  })
})

describe('refusals', () => {
  const confirm = `mutation ($id: ID!) { confirmOrder(input: { idempotencyKey: "k", id: $id }) {
    order { id } userErrors { __typename message code path ... on OrderNotDraft { status } } } }`

  it('are answers with a sentence in the language asked for', async () => {
    const ours = (language: string) =>
      ask(confirm, { permissions: all, variables: { id: 'so-1' }, headers: { 'accept-language': language } })
    const refusal = (message: string) => ({
      data: {
        confirmOrder: {
          order: null,
          userErrors: [
            { __typename: 'OrderNotDraft', message, code: 'ORDER_NOT_DRAFT', path: ['input'], status: 'CONFIRMED' },
          ],
        },
      },
    })
    expect((await ours('en-GB,en;q=0.9')).body).toEqual(
      refusal('Only a draft can be confirmed; this order is CONFIRMED.'),
    )
    expect((await ours('zh-Hans-CN;q=0.9, fr')).body).toEqual(refusal('只有草稿可以确认，当前状态为 CONFIRMED。'))
  })

  it('are absent when the mutation did its work', async () => {
    const { body } = await ask(confirm, { permissions: all, variables: { id: 'so-9' } })
    expect(body).toEqual({ data: { confirmOrder: { order: { id: 'so-9' }, userErrors: [] } } })
  })
})

describe('errors', () => {
  it('say nothing of what broke, and the log says it under the same request id', async () => {
    logged.length = 0
    const answer = await ask('{ broken }', { headers: { 'x-request-id': 'request-4711' } })
    expect(answer.body).toEqual({
      data: { broken: null },
      errors: [
        {
          message: 'Internal error.',
          path: ['broken'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-4711' },
        },
      ],
    })
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ requestId: 'request-4711', err: { message: /secret_table/ } })
  })

  it('suggest nothing about the schema and carry a request id of their own', async () => {
    const { body } = await ask('{ ordes { nodes { id } } }', { permissions: all })
    const [error] = body.errors ?? []
    expect(error?.extensions).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    })
    expect(error?.message).not.toMatch(/did you mean|orders/i)
    const introspected = await ask('{ __schema { types { name } } }', { permissions: all })
    expect(introspected.body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(introspected.body.data).toBeUndefined()
  })

  it('ignore a request id that is none', async () => {
    const { body } = await ask('{ broken }', { headers: { 'x-request-id': 'x" onload' } })
    expect(body.errors?.[0]?.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('are answered for malformed operations without a stack', async () => {
    for (const body of ['{}', '{"query":1}', '{"query":"{"}', '{"query":"{ me }","variables":[]}', '"x"', 'null']) {
      const answer = await post(body)
      expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules|\.ts:|\.js:/)
      expect({ body, status: answer.status }).toEqual({ body, status: 400 })
    }
  })
})

describe('scalars', () => {
  const echo = (args: string) => ask(`{ echo(${args}) { amount on period currency at } }`)

  it('come back as they went in', async () => {
    const { body } = await echo(
      'amount: "-0012.500", on: "2024-02-29", period: "2026-10", currency: "CNY", at: "2026-03-05T09:00:00+08:00"',
    )
    expect(body.data?.echo).toEqual({
      amount: '-0012.500',
      on: '2024-02-29',
      period: '2026-10',
      currency: 'CNY',
      at: '2026-03-05T01:00:00.000Z',
    })
  })

  it('refuse floats, exponents, days and codes that do not exist', async () => {
    for (const args of [
      'amount: 1.5',
      'amount: "1e3"',
      'amount: "NaN"',
      'amount: ""',
      'on: "2026-02-29"',
      'on: "2026-1-1"',
      'period: "2026-13"',
      'currency: "XXX"',
      'at: "2026-03-05"',
      'at: "0000-01-01T00:00:00Z"',
      'at: "9999-12-31T23:59:59-01:00"',
    ]) {
      const answer = await echo(args)
      expect({ args, status: answer.status, data: answer.body.data }).toEqual({ args, status: 400, data: undefined })
    }
  })
})

describe('limits', () => {
  const over = async (query: string) => (await ask(query, { permissions: all })).body.errors?.[0]?.extensions

  it('refuse what is too deep, too wide or too expensive, and say by how much', async () => {
    const deep = `{ order(id: "so-1") { ${'sibling { '.repeat(14)} id ${'}'.repeat(14)} } }`
    expect(await over(deep)).toMatchObject({ code: 'QUERY_TOO_EXPENSIVE', limit: 'depth', measured: 16, allowed: 14 })
    const aliases = `{ order(id: "so-1") { ${Array.from({ length: 61 }, (_, n) => `a${n}: id`).join(' ')} } }`
    expect(await over(aliases)).toMatchObject({ limit: 'aliases', measured: 61, allowed: 60 })
    const roots = `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: me`).join(' ')} }`
    expect(await over(roots)).toMatchObject({ limit: 'rootFields', measured: 31, allowed: 30 })
    expect(await over(`{ me ${'# \n'.repeat(10)} ${'me '.repeat(8_001)} }`)).toMatchObject({
      code: 'GRAPHQL_PARSE_FAILED',
    })
  })

  it('bound fragments that multiply, in no time', async () => {
    const fragments = Array.from({ length: 40 }, (_, n) => `fragment f${n} on Order { ...f${n + 1} ...f${n + 1} }`)
    const bomb = `{ order(id: "so-1") { ...f0 } } ${fragments.join(' ')} fragment f40 on Order { id sibling { id } }`
    const started = performance.now()
    expect(await over(bomb)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('refuse pages that are too long and cursors that are not ours', async () => {
    expect(await over('{ orders(first: 101) { nodes { id } } }')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await over('{ orders(first: -1) { nodes { id } } }')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await over('{ orders(after: "x\' or 1=1") { nodes { id } } }')).toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})

it('walks a list page by page', async () => {
  const page = async (after: string | null) => {
    const query = `query ($after: String) { orders(first: 2, after: $after) {
      nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
    const { body } = await ask(query, { permissions: all, variables: { after } })
    return body.data?.orders as { nodes: object[]; edges: { cursor: string }[]; pageInfo: Record<string, unknown> }
  }
  const first = await page(null)
  expect(first.nodes).toEqual([{ id: 'so-1' }, { id: 'so-2' }])
  expect(first.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: first.edges[0]?.cursor,
    endCursor: first.edges[1]?.cursor,
  })
  const second = await page(String(first.pageInfo.endCursor))
  expect(second.nodes).toEqual([{ id: 'so-3' }])
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
})

it('reports itself to operators', async () => {
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    return { status: response.status, text: await response.text() }
  }
  expect(await get('/livez')).toEqual({ status: 200, text: 'ok' })
  expect(await get('/readyz')).toEqual({ status: 200, text: '{"ready":true,"checks":{"database":"ok"}}' })
  expect((await get('/metrics')).text).toContain('erp_http_request_seconds_count{route="/graphql",status="200"}')
  expect((await get('/nothing')).status).toBe(404)
  read.ok = false
  expect((await get('/readyz')).status).toBe(503)
  read.ok = true
  health.drain()
  expect((await get('/readyz')).status).toBe(503)
})
