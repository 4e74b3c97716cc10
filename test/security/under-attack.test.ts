import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const repeated = (times: number, part: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ')

/** Each costs a naive server time or memory out of all proportion to its length. */
const attacks: Readonly<Record<string, string>> = {
  depth: `{ items { nodes { category ${'{ parent '.repeat(40)} { code } ${'}'.repeat(40)} } } }`,
  aliases: `{ ${repeated(900, (index) => `a${index}: me { permissions }`)} }`,
  'logins in one request': `mutation { ${repeated(100, (index) => `a${index}: login(input: { username: "u", password: "${index}" }) { userErrors { code } }`)} }`,
  'fragments that use themselves': '{ me { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }',
  'a bomb of fragments': `{ me { ...F0 } } ${repeated(40, (index) => `fragment F${index} on Viewer { ${index < 39 ? `...F${index + 1} ...F${index + 1}` : 'permissions'} }`)}`,
  'a flood of directives': `{ me { permissions ${'@include(if: true) '.repeat(1_500)} } }`,
  'a flood of unknown directives': `{ me { permissions ${'@x'.repeat(1_500)} } }`,
  'pages of pages':
    '{ purchaseOrders(first: 100) { nodes { lines(first: 100) { nodes { a: item { id } b: item { id } c: item { id } } } } } }',
  'a long name': `{ ${'x'.repeat(90_000)} }`,
}

scenario(
  'An attack on the graph is refused at once, and costs those who work neither time nor memory',
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
    const work = () => send('{ me { user { username } } }')
    for (let warmUp = 0; warmUp < 20; warmUp += 1) await work()
    for (const query of Object.values(attacks)) await send(query)

    const before = await memory()
    const refused: Record<string, number[]> = {}
    for (let round = 0; round < 10; round += 1) {
      for (const [name, query] of Object.entries(attacks)) {
        const [attack, honest] = await Promise.all([send(query), work()])
        expect(honest.status, name).toBe(200)
        expect(attack.status, `${name}: ${attack.text.slice(0, 300)}`).toBe(400)
        refused[name] = [...(refused[name] ?? []), attack.milliseconds]
      }
    }
    const slowest = Object.entries(refused).map(
      ([name, times]) => [name, times.sort((one, other) => one - other)[5] ?? 0] as const,
    )
    expect(slowest.filter(([, milliseconds]) => milliseconds > 500)).toEqual([])
    expect((await memory()) - before).toBeLessThan(50 * 1_048_576)
    expect(
      (
        await fetch(graph, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query: `{ me { permissions } } #${'x'.repeat(110_000)}` }),
        })
      ).status,
    ).toBe(413)
  },
  120_000,
)
