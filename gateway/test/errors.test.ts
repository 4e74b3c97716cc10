import { afterEach, describe, expect, test } from 'vitest'
import { useGateway } from './use-gateway.ts'

const { ask, send, orders, items } = await useGateway({ SUBGRAPH_TIMEOUT_MS: '300' })
const ids = { requestId: expect.stringMatching(/^[\w-]{8,64}$/), traceId: expect.stringMatching(/^[0-9a-f]{32}$/) }
const leaks = /127\.0\.0\.1|localhost|ECONN|stack|\.ts|node_modules|select \*|orders"|items"|serviceName/

afterEach(() => {
  orders.answer = undefined
  items.answer = undefined
})

describe('a subgraph that cannot answer costs its own fields only', () => {
  const unavailable = { code: 'SUBGRAPH_UNAVAILABLE', retryable: true, ...ids }
  const query = '{ order(id: "1") { number item { id name } } }'

  test.each<[string, NonNullable<typeof items.answer>]>([
    ['it answers with an error page', (respond) => respond(503, '<html>no</html>')],
    ['it does not trust the gateway', (respond) => respond(401, '{"errors":[{"message":"no"}]}')],
    ['it answers nonsense', (respond) => respond(200, 'not json')],
    ['it does not answer in time', () => undefined],
  ])('%s', async (_case, answer) => {
    items.answer = answer
    const { body, text } = await ask(query)
    expect(body.data).toEqual({ order: { number: 'PO-1', item: { id: 'item-1', name: null } } })
    expect(body.errors).toEqual([{ message: expect.any(String), path: ['order', 'item'], extensions: unavailable }])
    expect(text).not.toMatch(leaks)
  })

  test('it answers for what the client asked first', async () => {
    orders.answer = (respond) => respond(502, '')
    const { body } = await ask('{ first: order(id: "1") { number } item(id: "2") { name } refuses }')
    expect(body.data).toEqual({ first: null, item: { name: 'Oak desk' }, refuses: null })
    expect(body.errors.map(({ path }: { path: unknown }) => path)).toEqual([['first'], ['refuses']])
    expect(body.errors[0].extensions).toEqual(unavailable)
  })

  test('it is gone', async () => {
    await items.stop()
    const { body, text } = await ask(query)
    expect(body.data.order.number).toBe('PO-1')
    expect(body.errors[0].extensions).toEqual(unavailable)
    expect(text).not.toMatch(leaks)
  })
})

describe('an error', () => {
  test('that nobody expected says nothing but the ids to ask with', async () => {
    const { body, text } = await ask('{ fails }')
    expect(body).toEqual({
      data: { fails: null },
      errors: [{ message: 'Internal error.', path: ['fails'], extensions: { code: 'INTERNAL_SERVER_ERROR', ...ids } }],
    })
    expect(text).not.toMatch(leaks)
  })

  test('that a subgraph meant for the client goes through with its facts', async () => {
    orders.answer = (respond) =>
      respond(
        200,
        JSON.stringify({
          data: { refuses: null },
          errors: [
            {
              message: 'You do not have the permission this needs.',
              path: ['refuses'],
              extensions: { code: 'FORBIDDEN', permission: 'orders.order.read', stacktrace: ['at x.ts'], host: 'db1' },
            },
          ],
        }),
      )
    const { body } = await ask('{ refuses }')
    expect(body.errors).toEqual([
      {
        message: 'You do not have the permission this needs.',
        path: ['refuses'],
        extensions: { code: 'FORBIDDEN', permission: 'orders.order.read', ...ids },
      },
    ])
  })

  test('that a subgraph answers with status 400 keeps its reason', async () => {
    orders.answer = (respond) =>
      respond(400, '{"errors":[{"message":"Decimal is a string.","extensions":{"code":"BAD_USER_INPUT"}}]}')
    const { body } = await ask('{ refuses }')
    expect(body.errors[0]).toMatchObject({ message: 'Decimal is a string.', extensions: { code: 'BAD_USER_INPUT' } })
  })

  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['no JSON', '{"query": ', {}, 400, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ fails }' }], {}, 400, 'BAD_REQUEST'],
    ['a form', 'query={fails}', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', '{"query":"{ fails }"}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a syntax error', { query: '{ fails' }, {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ failz }' }, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('for %s has a code and the ids', async (_case, body, headers, status, code) => {
    const answer = await send(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.body.errors[0].extensions).toEqual({ code, ...ids })
    expect(answer.text).not.toMatch(/Did you mean/)
  })
})
