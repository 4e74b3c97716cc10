import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintToken, testKeys } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll } from 'vitest'
import { compose } from '../schema/compose.ts'
import { startGateway } from '../src/main.ts'
import { startStub } from './stub-subgraph.ts'

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])'

const orders = `${link}
type Query { order(id: ID!): Order, orders(first: Int = 10): [Order!]!, fails: String, refuses: String }
type Order @key(fields: "id") { id: ID!, number: String!, next: Order, item: Item }
type Item @key(fields: "id", resolvable: false) { id: ID! }
type Mutation { confirm(id: ID!): Order }`

const items = `${link}
type Query { item(id: ID!): Item }
type Item @key(fields: "id") { id: ID!, name: String, secret: String }`

const order = (id: string): object => ({
  id,
  number: `PO-${id}`,
  next: () => order(`${id}1`),
  item: { id: `item-${id}` },
})

/** A gateway over two stub subgraphs, and short ways to ask it. */
export async function useGateway(settings: Readonly<Record<string, string>> = {}) {
  const keys = await testKeys()
  const folder = mkdtempSync(join(tmpdir(), 'erp-gateway-'))
  const supergraph = join(folder, 'supergraph.graphql')
  const subgraphs = [
    { name: 'orders', sdl: orders },
    { name: 'items', sdl: items },
  ]
  writeFileSync(supergraph, compose(subgraphs))

  const ordersStub = await startStub(
    orders,
    {
      Query: {
        order: (_: unknown, { id }: { id: string }) => order(id),
        orders: () => [order('1'), order('2')],
        fails: () => {
          throw new Error('select * from secrets at /srv/app.ts:1')
        },
      },
      Mutation: { confirm: (_: unknown, { id }: { id: string }) => order(id) },
      Order: { __resolveReference: ({ id }: { id: string }) => order(id) },
    },
    keys.gatewaySigningKey,
  )
  const itemsStub = await startStub(
    items,
    {
      Query: { item: (_: unknown, { id }: { id: string }) => ({ id, name: 'Oak desk' }) },
      Item: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Oak desk' }) },
    },
    keys.gatewaySigningKey,
  )
  const gateway = await startGateway({
    PORT: '0',
    GATEWAY_SIGNING_KEY: keys.gatewaySigningKey,
    TOKEN_JWKS_FILE: keys.jwksFile,
    SUPERGRAPH_FILE: supergraph,
    ORDERS_URL: ordersStub.url,
    ITEMS_URL: itemsStub.url,
    LOG_LEVEL: 'silent',
    ...settings,
  })
  afterAll(async () => {
    await gateway.stop()
    await Promise.all([ordersStub.stop(), itemsStub.stop()])
    rmSync(folder, { recursive: true })
  })

  const companyId = newId()
  const token = await mintToken({ userId: newId(), username: 'li', companyId, permissions: ['orders.order.read'] })

  async function send(body: unknown, headers: Record<string, string> = {}, method = 'POST') {
    const response = await fetch(`${gateway.url}/graphql`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) }
  }
  const ask = (query: string, headers: Record<string, string> = {}) =>
    send({ query }, { authorization: `Bearer ${token}`, ...headers })

  return { gateway, keys, orders: ordersStub, items: itemsStub, token, send, ask }
}
