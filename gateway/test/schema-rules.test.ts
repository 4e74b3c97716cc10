import { readFileSync } from 'node:fs'
import { measureOperation } from '@erp/graphql-kit'
import { buildSchema, Kind, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { apiSchemaOf } from '../schema/api-schema.ts'
import { boundaryFaults } from '../schema/boundary-rules.ts'
import { breakingChanges } from '../schema/breaking-changes.ts'
import { compose } from '../schema/compose.ts'
import { operationFaults, readOperations } from '../schema/recorded-operations.ts'
import { schemaFaults } from '../schema/schema-rules.ts'
import { readSubgraphs, supergraphFile } from '../schema/subgraphs.ts'
import { readConfig } from '../src/config.ts'

/** The least a gateway is told. */
const settings = [
  ['PORT', '0'],
  ['GATEWAY_SIGNING_KEY', 'x'.repeat(32)],
  ['TOKEN_JWKS_FILE', 'keys.json'],
  ...readSubgraphs().map(({ name }) => [`${name.toUpperCase()}_URL`, 'http://127.0.0.1']),
] as const

describe('the committed supergraph', () => {
  const committed = readFileSync(supergraphFile, 'utf8')

  test('is what the services compose to', () => {
    const subgraphs = readSubgraphs()
    expect(subgraphs.map(({ name }) => name)).toContain('identity')
    expect(committed === compose(subgraphs), 'run `npm run schema:compose` and commit the file').toBe(true)
  })

  test('is described in both languages, and pages its lists', () => {
    expect(schemaFaults(apiSchemaOf(committed))).toEqual([])
  })

  test('answers every recorded operation', () => {
    const operations = readOperations()
    expect(operations.length).toBeGreaterThan(0)
    expect(operationFaults(apiSchemaOf(committed), operations)).toEqual([])
  })

  test('asks nobody for more than the gateway lets through', () => {
    const schema = apiSchemaOf(committed)
    const allowed = readConfig(Object.fromEntries(settings)).limits
    const measured = readOperations().flatMap(({ path, text }) => {
      const document = parse(text)
      const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      return document.definitions
        .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
        .map((operation) => ({ path, ...measureOperation(schema, operation, fragments, {}) }))
    })
    for (const { path, ...operation } of measured) {
      for (const limit of ['depth', 'aliases', 'rootFields', 'cost'] as const) {
        expect(operation[limit], `${limit} of ${path}`).toBeLessThanOrEqual(allowed[limit])
      }
    }
  })

  test('lets every service be down without the others', () => {
    expect(boundaryFaults(readSubgraphs())).toEqual([])
  })

  test('shows clients nothing of federation', () => {
    const types = Object.keys(apiSchemaOf(committed).getTypeMap())
    expect(types.filter((name) => /^(_|join__|link__)/.test(name) && !name.startsWith('__'))).toEqual([])
  })
})

describe('a fault is found', () => {
  const described = (body: string) => buildSchema(`type Query { "Orders 订单." orders: String } ${body}`)

  test.each([
    ['type Order { "The id 标识." id: ID! }', ['Order has no description']],
    ['"An order." type Order { "The id." id: ID! }', ['Order is described without its Chinese term']],
    ['"订单。" type Order { "The id." id: ID! }', ['Order is not described in English']],
    ['"An order 订单." type Order { id: ID! }', ['Order.id has no description']],
    ['"A state 状态." enum State { OPEN }', ['State.OPEN has no description']],
    ['"What to do 输入." input Do { id: ID! }', ['Do.id has no description']],
    ['extend type Query { "Everything." all: String }', ['Query.all is described without its Chinese term']],
    [
      '"An order 订单." type Order { "The id." id: ID! "All before." earlier: [Order!]! }',
      ['Order.earlier lists Order without pages'],
    ],
  ])('%s', (body, faults) => {
    expect(schemaFaults(described(body))).toEqual(faults)
  })

  test.each([
    [
      'a document of another service that may not be missing',
      'type Query { a: A } type A @key(fields: "id") { id: ID!, b: B! } type B @key(fields: "id", resolvable: false) { id: ID! }',
      ["A.b in one leads to two's B"],
    ],
    [
      'a field added to another’s document that may not be missing',
      'type Query { a: Int } type B @key(fields: "id") { id: ID!, more: Int! }',
      ["B.more in one is added to two's document"],
    ],
    ['neither', 'type Query { a: B } type B @key(fields: "id") { id: ID!, more: Int }', []],
  ])('a field that makes one service wait for another: %s', (_case, sdl, faults) => {
    const two = 'type Query { b: B! } type B @key(fields: "id") { id: ID!, name: String!, size: Int! }'
    expect(
      boundaryFaults([
        { name: 'one', sdl },
        { name: 'two', sdl: two },
      ]),
    ).toEqual(faults)
  })

  test('subgraphs that do not fit together, with the reason', () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])'
    const clash = [
      { name: 'one', sdl: `${link} type Query { a: Thing } type Thing { size: Int }` },
      { name: 'two', sdl: `${link} type Query { b: Thing } type Thing { size: String }` },
    ]
    expect(() => compose(clash)).toThrow(/Thing\.size/)
  })

  test('a change that breaks clients, and no other', async () => {
    const before = buildSchema('type Query { order(id: ID): String, total: Int }')
    const after = buildSchema('type Query { order(id: ID, more: Int!): String, fresh: Int }')
    expect(await breakingChanges(before, before)).toEqual([])
    expect(await breakingChanges(before, after)).toEqual([
      expect.stringMatching(/^Query\.total: /),
      expect.stringMatching(/^Query\.order\.more: /),
    ])
  })

  test('an operation that is answered no more', () => {
    const faults = operationFaults(buildSchema('type Query { a: Int }'), [{ path: 'x.graphql', text: '{ unheardOf }' }])
    expect(faults).toEqual(['x.graphql: Cannot query field "unheardOf" on type "Query".'])
  })
})
