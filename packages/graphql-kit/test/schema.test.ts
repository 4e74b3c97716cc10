import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema, commonMessages, declaredPermissions, undeclaredPermissions } from '@erp/graphql-kit'
import { afterAll, expect, it } from 'vitest'
import { messages, resolvers, schemaDirectory } from './toy/subgraph.ts'

const directory = mkdtempSync(join(tmpdir(), 'graphql-kit-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function build(sdl: string, more: { resolvers?: object; messages?: object } = {}) {
  writeFileSync(join(directory, 'document.graphql'), sdl)
  return buildSchema({
    schemaDirectory: directory,
    resolvers: { ...more.resolvers },
    messages: { ...commonMessages, ...more.messages },
  })
}

it('names every root field and entity that declares no permission', () => {
  const sdl = `
    extend type Query { open: String  allowed: String @public }
    extend type Mutation { change: String }
    type Order @key(fields: "id") { id: ID! }
    type Stub @key(fields: "id", resolvable: false) { id: ID! }`
  expect(() => build(sdl)).toThrow('No permission is declared for Mutation.change, Order, Query.open')
})

it('finds none undeclared in a schema that starts, and says what each field needs', () => {
  const schema = buildSchema({ schemaDirectory, resolvers, messages: { ...commonMessages, ...messages } })
  expect(undeclaredPermissions(schema)).toEqual([])
  const declared = declaredPermissions(schema)
  expect(declared.get('Query.orders')).toEqual({ kind: 'PERMISSION', code: 'toy.order.read' })
  expect(declared.get('Query.me')).toEqual({ kind: 'SIGNED_IN' })
  expect(declared.get('Query.echo')).toEqual({ kind: 'PUBLIC' })
  expect(declared.get('Order')).toEqual({ kind: 'PERMISSION', code: 'toy.order.read' })
})

it('refuses an entity that would echo whatever reference it is given', () => {
  const sdl = 'extend type Query { a: String @public } type Order @key(fields: "id") @permission(code: "x") { id: ID! }'
  expect(() => build(sdl)).toThrow('Order can be looked up by reference but has no __resolveReference')
})

it('refuses resolvers that no schema asks for, and two for one field', () => {
  const sdl = 'extend type Query { order: String @public }'
  expect(() => build(sdl, { resolvers: { Query: { ordr: () => '' } } })).toThrow(
    'Query.ordr, which is not in the schema',
  )
  expect(() => build(sdl, { resolvers: { Ordr: { id: () => '' } } })).toThrow('Ordr, which is not in the schema')
  const twice = [{ Query: { order: () => 'a' } }, { Query: { order: () => 'b' } }]
  expect(() => buildSchema({ schemaDirectory: directory, resolvers: twice, messages: commonMessages })).toThrow(
    'Query.order has two resolvers',
  )
})

it('refuses a refusal that has no sentence', () => {
  const sdl = `extend type Query { a: String @public }
    type OrderLost implements UserError { message: String! code: String! path: [String!]! }`
  expect(() => build(sdl)).toThrow('There is no sentence for OrderLost')
  const sentence = { en: () => 'Lost.', zh: () => '丢失。' }
  expect(() => build(sdl, { messages: { OrderLost: sentence } })).not.toThrow()
})
