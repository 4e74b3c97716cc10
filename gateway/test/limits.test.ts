import { describe, expect, test } from 'vitest'
import { useGateway } from './use-gateway.ts'

const { gateway, ask, send, orders, token } = await useGateway({ LIMIT_DEPTH: '10', LIMIT_COST: '1000' })

const nested = (depth: number): string => (depth === 1 ? '{ number }' : `{ next ${nested(depth - 1)} }`)
const repeated = (times: number, part: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ')

describe('refused before any subgraph is asked, in bounded time', () => {
  test.each<[string, string, string]>([
    ['11 levels', `{ order(id: "1") ${nested(10)} }`, 'QUERY_TOO_EXPENSIVE'],
    ['16 aliases', `{ order(id: "1") { ${repeated(16, (index) => `n${index}: number`)} } }`, 'QUERY_TOO_EXPENSIVE'],
    [
      '1,000 aliases',
      `{ ${repeated(1_000, (index) => `o${index}: order(id: "1") { number }`)} }`,
      'GRAPHQL_PARSE_FAILED',
    ],
    [
      '11 root fields',
      `{ ${repeated(11, (index) => `${index < 10 ? `o${index}: ` : ''}order(id: "${index}") { number }`)} }`,
      'QUERY_TOO_EXPENSIVE',
    ],
    ['more than 2,000 words', `{ order(id: "1") { ${repeated(2_000, () => 'number')} } }`, 'GRAPHQL_PARSE_FAILED'],
    [
      '100 × 100 objects',
      '{ orders(first: 100) { next { id } item { id } a: next { id } b: next { id } c: next { id } d: next { id } e: next { id } f: next { id } g: next { id } h: next { id } } }',
      'QUERY_TOO_EXPENSIVE',
    ],
    [
      'fragments that use themselves',
      '{ order(id: "1") { ...A } } fragment A on Order { next { ...B } } fragment B on Order { next { ...A } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      '2 to the 14th fields through fragments',
      `{ order(id: "1") { ...F0 } } ${repeated(14, (index) => `fragment F${index} on Order { next { ${index < 13 ? `...F${index + 1} id ...F${index + 1}` : 'id'} } }`)}`,
      'QUERY_TOO_EXPENSIVE',
    ],
    [
      'a flood of directives',
      `{ order(id: "1") { number ${'@include(if: true) '.repeat(500)} } }`,
      'GRAPHQL_PARSE_FAILED',
    ],
  ])('%s', async (_case, query, code) => {
    await ask('{ order(id: "1") { number } }')
    orders.received.length = 0
    const startedAt = performance.now()
    const answer = await ask(query)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].extensions.code).toBe(code)
    expect(orders.received).toEqual([])
  })

  test('the answer says what was measured and what is allowed', async () => {
    const { body } = await ask(`{ order(id: "1") ${nested(10)} }`)
    expect(body.errors[0].extensions).toMatchObject({ limit: 'depth', measured: 11, allowed: 10 })
  })

  test('a body of more than 100 KiB', async () => {
    const answer = await send({ query: '{ order(id: "1") { number } }', variables: { padding: 'x'.repeat(102_400) } })
    expect(answer.status).toBe(413)
    expect(answer.body.errors[0].extensions.code).toBe('PAYLOAD_TOO_LARGE')
  })
})

describe('what a stranger cannot do', () => {
  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Order") { name } }',
    '{ _service { sdl } }',
    '{ _entities(representations: []) { __typename } }',
  ])('ask %s', async (query) => {
    orders.received.length = 0
    const answer = await ask(query)
    expect(answer.status).toBe(400)
    expect(answer.body.data).toBeUndefined()
    expect(orders.received).toEqual([])
  })

  test('change anything by GET, or ask by GET without a header that browsers cannot send across origins', async () => {
    const mutation = encodeURIComponent('mutation { confirm(id: "1") { id } }')
    const get = (path: string, headers: Record<string, string>) => fetch(`${gateway.url}${path}`, { headers })
    expect((await get(`/graphql?query=${mutation}`, { 'content-type': 'application/json' })).status).toBe(405)
    expect((await get('/graphql?query={__typename}', {})).status).toBe(400)
  })

  test('read answers from another origin', async () => {
    const answer = await ask('{ order(id: "1") { number } }', { origin: 'https://evil.example' })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('find GraphiQL where it is switched off', async () => {
    expect((await fetch(`${gateway.url}/graphiql/`)).status).toBe(404)
  })
})

test('operators are answered without a token', async () => {
  expect(await (await fetch(`${gateway.url}/livez`)).text()).toBe('ok')
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  expect(metrics).toContain('erp_gateway_request_seconds_bucket')
  expect(metrics).toContain('erp_gateway_subgraph_seconds_bucket{')
  expect(metrics).not.toContain(token)
})
