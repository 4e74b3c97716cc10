import { services } from '@erp/local'
import { subgraphRequest } from '@erp/testing'
import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const repeated = (times: number, part: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ')
const nested = (levels: number, begin: string, inner: string) => `${begin.repeat(levels)}${inner}${' }'.repeat(levels)}`
/** Fragments each of which uses the next one so often: few words that stand for very many fields. */
const bomb = (levels: number, type: string, selection: (next: string) => string, last: string) =>
  repeated(
    levels,
    (index) => `fragment F${index} on ${type} { ${index < levels - 1 ? selection(`...F${index + 1}`) : last} }`,
  )

/** Each costs a naive server time or memory out of all proportion to its length. */
const attacks: Readonly<Record<string, string>> = {
  depth: `{ items { nodes { category ${nested(40, '{ parent ', '{ code }')} } } }`,
  aliases: `{ ${repeated(900, (index) => `a${index}: me { permissions }`)} }`,
  'aliases deep inside': `{ items { nodes { ${repeated(400, (index) => `a${index}: category { code }`)} } } }`,
  'logins in one request': `mutation { ${repeated(100, (index) => `a${index}: login(input: { username: "u", password: "${index}" }) { userErrors { code } }`)} }`,
  'fragments that use themselves': '{ me { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }',
  'a bomb of fragments': `{ me { ...F0 } } ${bomb(40, 'Viewer', (next) => `${next} ${next}`, 'permissions')}`,
  'a bomb of fragments through fields': `{ itemCategories { nodes { ...F0 } } } ${bomb(30, 'ItemCategory', (next) => `parent { ${next} } p: parent { ${next} }`, 'code')}`,
  'a bomb of inline fragments': `{ items { nodes { ...F0 } } } ${bomb(40, 'Item', (next) => `... on Item { ${next} } ... { ${next} }`, 'code')}`,
  'fields that differ by directives': `{ me { ${repeated(400, (index) => `permissions @include(if: ${index % 2 === 0})`)} } }`,
  'a flood of directives': `{ me { permissions ${'@include(if: true) '.repeat(1_500)} } }`,
  'a flood of unknown directives': `{ me { permissions ${'@x'.repeat(1_500)} } }`,
  'a flood of unknown fields': `{ ${repeated(900, (index) => `nothing${index}`)} }`,
  'pages of pages':
    '{ purchaseOrders(first: 100) { nodes { lines(first: 100) { nodes { a: item { id } b: item { id } c: item { id } } } } } }',
  'a long name': `{ ${'x'.repeat(90_000)} }`,
  'a deep list': `{ items(first: ${'['.repeat(600)}1${']'.repeat(600)}) { nodes { id } } }`,
}

/** What every subgraph has a type for. */
const attacksBehind: Readonly<Record<string, string>> = {
  aliases: `{ ${repeated(2_000, (index) => `a${index}: __typename`)} }`,
  'more words than any plan': `{ ${repeated(9_000, () => '__typename')} }`,
  'fragments that use themselves': '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  'a bomb of fragments': `{ ...F0 } ${bomb(40, 'Query', (next) => `${next} ${next}`, '__typename')}`,
  'a flood of directives': `{ __typename ${'@include(if: true) '.repeat(1_500)} }`,
  'a flood of unknown fields': `{ ${repeated(3_000, (index) => `nothing${index}`)} }`,
  'the schema': '{ __schema { types { fields { type { ofType { ofType { name } } } } } } }',
}

const median = (times: readonly number[]) => times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0

scenario(
  'An attack on the graph is refused for less than honest work costs, and costs those who work neither time nor memory',
  async ({ company, system }) => {
    const { gatewayUrl } = system
    const graph = `${gatewayUrl.replace(/\/graphql$/, '')}/graphql`
    const { accessToken } = await company.administrator.session()
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` }
    const send = async (query: string) => {
      const startedAt = performance.now()
      const response = await fetch(graph, { method: 'POST', headers, body: JSON.stringify({ query }) })
      const text = await response.text()
      return { status: response.status, text, milliseconds: performance.now() - startedAt }
    }
    const memory = async () => {
      const text = await (await fetch(`${graph.replace(/\/graphql$/, '')}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
    }
    const work = () =>
      send(
        '{ me { user { username } permissions } items(first: 100) { nodes { id code category { code } } } suppliers { nodes { id code } } }',
      )
    for (let warmUp = 0; warmUp < 20; warmUp += 1) await work()
    for (const query of Object.values(attacks)) await send(query)

    const before = await memory()
    const quiet: number[] = []
    for (let round = 0; round < 20; round += 1) quiet.push((await work()).milliseconds)
    const refused: Record<string, number[]> = {}
    const meanwhile: number[] = []
    for (let round = 0; round < 10; round += 1) {
      for (const [name, query] of Object.entries(attacks)) {
        const [attack, honest] = await Promise.all([send(query), work()])
        expect(honest.status, name).toBe(200)
        expect(attack.status, `${name}: ${attack.text.slice(0, 300)}`).toBe(400)
        refused[name] = [...(refused[name] ?? []), attack.milliseconds]
        meanwhile.push(honest.milliseconds)
      }
    }
    const dear = Object.entries(refused).filter(([, times]) => median(times) > 4 * median(meanwhile))
    expect(dear.map(([name, times]) => `${name}: ${median(times)} ms beside ${median(meanwhile)} ms`)).toEqual([])
    expect(median(meanwhile)).toBeLessThan(5 * median(quiet))
    expect((await memory()) - before).toBeLessThan(50 * 1_048_576)
    const padded = JSON.stringify({ query: `{ me { permissions } } #${'x'.repeat(110_000)}` })
    expect((await fetch(graph, { method: 'POST', headers, body: padded })).status).toBe(413)
  },
  120_000,
)

scenario('Behind the gateway each service refuses as much by itself, and works on', async ({ company, system }) => {
  const { accessToken: token } = await company.administrator.session()
  for (const service of services) {
    const { url } = system.service(service)
    const send = async (query: string) => {
      const startedAt = performance.now()
      const { status, body } = await subgraphRequest(url, { token, query })
      return { status, body, milliseconds: performance.now() - startedAt }
    }
    const work = () => send(`{ ${service}AuditTrail(first: 100) { nodes { id operation } } }`)
    for (let warmUp = 0; warmUp < 5; warmUp += 1) await work()
    const meanwhile: number[] = []
    const refused: Record<string, number[]> = {}
    for (let round = 0; round < 5; round += 1) {
      for (const [name, query] of Object.entries(attacksBehind)) {
        const [attack, honest] = await Promise.all([send(query), work()])
        expect(honest.status, name).toBe(200)
        expect(attack.status, `${service} ${name}: ${JSON.stringify(attack.body).slice(0, 200)}`).toBe(400)
        refused[name] = [...(refused[name] ?? []), attack.milliseconds]
        meanwhile.push(honest.milliseconds)
      }
    }
    const dear = Object.entries(refused).filter(([, times]) => median(times) > 10 * median(meanwhile))
    expect(dear.map(([name, times]) => `${service} ${name}: ${median(times)} beside ${median(meanwhile)}`)).toEqual([])
  }
})
