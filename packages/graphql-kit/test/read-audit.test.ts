import { auditedReads, buildSchema, commonMessages } from '@erp/graphql-kit'
import { describe, expect, it } from 'vitest'
import { messages, resolvers, schemaDirectory, userId, useToySubgraph } from './toy/subgraph.ts'

const { ask, audited, writing } = await useToySubgraph()
const permissions = ['toy.order.read', 'toy.price.read']
const noted = () => audited.splice(0).map(({ operation, documentId, asked }) => ({ operation, documentId, asked }))

describe('a field that leaves a trace', () => {
  it('of Query is noted with who asked, for what, in which request, also when nothing is found', async () => {
    const query = 'query ($on: Date) { search(word: "nothing", on: $on) { id } }'
    await ask(query, { permissions, variables: { on: '2026-03-05' }, headers: { 'x-request-id': 'request-4711' } })
    expect(audited).toMatchObject([{ caller: { userId, username: 'li.na', requestId: 'request-4711' } }])
    expect(noted()).toEqual([{ operation: 'search', documentId: null, asked: { word: 'nothing', on: '2026-03-05' } }])
  })

  it('of documents is noted once for all of them that have something in it', async () => {
    await ask('{ orders { nodes { secret again: secret } } }', { permissions })
    const one = { documents: 2, ids: ['so-1', 'so-2'] }
    expect(noted()).toEqual([{ operation: 'Order.secret', documentId: null, asked: one }])
    await ask('{ order(id: "so-2") { secret } }', { permissions })
    expect(noted()).toEqual([{ operation: 'Order.secret', documentId: 'so-2', asked: { documents: 1, ids: ['so-2'] } }])
    await ask('{ order(id: "so-3") { secret } }', { permissions })
    expect(noted()).toEqual([])
  })

  it('is noted by reference too', async () => {
    const entities = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { secret } } }'
    await ask(entities, { permissions, variables: { refs: [{ __typename: 'Order', id: 'so-1' }] } })
    expect(noted()).toMatchObject([{ operation: 'Order.secret', documentId: 'so-1' }])
  })

  it('is not noted when it was refused, when it failed, or when it was not asked for', async () => {
    await ask('{ order(id: "so-1") { secret } }', { permissions: ['toy.order.read'] })
    await ask('{ search(word: "SO") { id } }', { permissions: [] })
    await ask('{ search(word: "broken") { id } }', { permissions })
    await ask('{ orders { nodes { number } } }', { permissions })
    expect(noted()).toEqual([])
  })

  it('is told to nobody when it cannot be noted', async () => {
    writing.ok = false
    const { status, body } = await ask('{ order(id: "so-1") { number secret } }', { permissions })
    writing.ok = true
    expect(status).toBe(500)
    expect(body.data).toBeUndefined()
    expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(JSON.stringify(body)).not.toContain('of so-1')
    const again = await ask('{ order(id: "so-1") { secret } }', { permissions })
    expect(again.body.data).toEqual({ order: { secret: 'of so-1' } })
    expect(noted()).toHaveLength(1)
  })

  it('of many requests at once is noted for each, a few writes for all', async () => {
    writing.times = 0
    const requests = Array.from({ length: 60 }, (_, index) =>
      ask(`{ search(word: "${index}") { id } }`, { permissions }),
    )
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(60).fill(200))
    const words = noted().map(({ asked }) => Number((asked as { word: string }).word))
    expect(words.sort((one, other) => one - other)).toEqual([...Array(60).keys()])
    expect(writing.times).toBeLessThan(40)
  })
})

it('names the fields that leave a trace', () => {
  const schema = buildSchema({ schemaDirectory, resolvers, messages: { ...commonMessages, ...messages } })
  expect(auditedReads(schema)).toEqual(['Order.secret', 'search'])
})
