import { measureOperation } from '@erp/graphql-kit'
import { buildSchema, Kind, parse } from 'graphql'
import { expect, it } from 'vitest'

const schema = buildSchema(`
  type Query { orders(first: Int = 50): [Order!]! order: Order }
  type Order { id: ID! lines(first: Int = 20): [Line!]! order: Order }
  type Line { id: ID! }
`)

function measure(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text)
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  if (!operation) throw new Error('no operation')
  return measureOperation(schema, operation, fragments, variables)
}

it('counts a list as the page asked for', () => {
  expect(measure('{ orders(first: 10) { id lines(first: 5) { id } } }').cost).toBe(10 * (1 + 5))
  expect(measure('query ($n: Int) { orders(first: $n) { id } }', { n: 7 }).cost).toBe(7)
  expect(measure('{ orders { lines { id } } }').cost).toBe(50 * (1 + 20))
  expect(measure('{ orders(first: 0) { id } }').cost).toBe(1)
})

it('counts what is no usable page size as a full page', () => {
  for (const first of [1_000_000, -5, 'x', null]) {
    expect(measure('query ($n: Int) { orders(first: $n) { id } }', { n: first }).cost).toBe(first === null ? 50 : 100)
  }
})

it('counts fragments where they are spread', () => {
  const text = `{ a: order { ...o } b: order { ... on Order { x: id } ...o } } fragment o on Order { id order { y: id } }`
  expect(measure(text)).toEqual({ depth: 3, aliases: 5, rootFields: 2, cost: 4 })
})

it('measures fragments that multiply without walking them again', () => {
  const chain = Array.from({ length: 60 }, (_, n) => `fragment f${n} on Order { ...f${n + 1} ...f${n + 1} }`)
  const started = performance.now()
  const measured = measure(`{ order { ...f0 } } ${chain.join(' ')} fragment f60 on Order { id order { id } }`)
  expect(measured.cost).toBe(2 ** 60 + 1)
  expect(measured.depth).toBe(3)
  expect(performance.now() - started).toBeLessThan(200)
})
