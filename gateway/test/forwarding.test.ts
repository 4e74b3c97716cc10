import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { useGateway } from './use-gateway.ts'

const { ask, orders, items, token } = await useGateway()

beforeEach(() => {
  orders.received.length = 0
  items.received.length = 0
})

describe('what the gateway forwards', () => {
  test('is signed over the exact body and the token, to every subgraph, each time anew', async () => {
    const answer = await ask('{ order(id: "7") { number item { name } } }')
    expect(answer.body).toEqual({ data: { order: { number: 'PO-7', item: { name: 'Oak desk' } } } })
    await ask('{ order(id: "7") { number item { name } } }')
    const all = [...orders.received, ...items.received]
    expect(all.map(({ signature }) => signature)).toEqual(['RIGHT', 'RIGHT', 'RIGHT', 'RIGHT'])
    expect(new Set(all.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${token}`]))
    expect(new Set(all.map(({ headers }) => headers['x-erp-signature'])).size).toBe(4)
  })

  test('carries the language, the ids and the client’s address', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const answer = await ask('{ order(id: "1") { number } }', {
      'accept-language': 'zh-CN',
      'x-request-id': 'request-of-mine',
      traceparent: `00-${trace}-b7ad6b7169203331-01`,
    })
    expect(answer.headers.get('x-request-id')).toBe('request-of-mine')
    const headers = orders.received[0]?.headers
    expect(headers).toMatchObject({ 'accept-language': 'zh-CN', 'x-request-id': 'request-of-mine' })
    expect(headers?.['x-erp-client-address']).toBe('127.0.0.1')
    expect(headers?.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
    expect(headers?.traceparent).not.toContain('b7ad6b7169203331')
  })

  test('holds nothing else a client says about itself', async () => {
    await ask('{ order(id: "1") { number } }', {
      'x-erp-signature': 't=1,n=forged,v1=00',
      'x-erp-client-address': '10.0.0.1',
      'x-forwarded-for': '10.0.0.1',
      'x-user-id': 'root',
      'x-company-id': 'other',
      cookie: 'session=1',
      'x-request-id': 'no\tgood id!',
      traceparent: 'nonsense',
    })
    const headers = orders.received[0]?.headers ?? {}
    expect(orders.received[0]?.signature).toBe('RIGHT')
    expect(headers['x-erp-client-address']).toBe('127.0.0.1')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    for (const name of ['x-user-id', 'x-company-id', 'cookie', 'x-forwarded-for']) expect(headers[name]).toBeUndefined()
  })

  test('has no authorization when the client sent none', async () => {
    const answer = await ask('{ order(id: "1") { number } }', { authorization: '' })
    expect(answer.status).toBe(200)
    expect(orders.received[0]?.headers.authorization).toBeUndefined()
    expect(decodeJwt(token).aud).toBe('erp')
  })
})
