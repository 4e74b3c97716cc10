import { isStorableText } from '@erp/graphql-kit'
import { getNamedType } from 'graphql'
import { expect } from 'vitest'
import { argumentPlaces, argumentsWith } from '../support/argument-places.ts'
import { useScenarios } from '../support/scenario.ts'
import { operationOf, type RootField, readRootFields, smallestSelection } from '../support/schema-walk.ts'

const scenario = await useScenarios()

/** Texts that mean something to SQL, JSON, patterns, shells or file systems, and nothing to us. */
const corpus = [
  `' or '1'='1`,
  `'; drop table users; --`,
  `" or ""="`,
  `') union select null, version() --`,
  `1; select pg_sleep(5)`,
  `' || pg_sleep(5) || '`,
  `%`,
  `_%_`,
  `\\`,
  `$1`,
  `\${7*7}`,
  `{"$gt":""}`,
  `../../../../etc/passwd`,
  `\u0027 or 1=1`,
  `＇ or 1=1`,
  `nul\u0000byte`,
  `\ud800`,
]

/** Cursors are checked by form, so an attack must have one. */
const cursors = [1, 2, 3].flatMap((keys) =>
  corpus.map((text) => Buffer.from(JSON.stringify(Array(keys).fill(text))).toString('base64url')),
)

scenario(
  'A text that is SQL, a pattern or a path means nothing but itself, wherever a query takes one',
  async ({ company }) => {
    const fields = await readRootFields(company.administrator)
    const queries = [...fields.values()].filter(({ kind }) => kind === 'query')
    const places = queries.flatMap((query) =>
      argumentPlaces(query)
        .filter(({ type }) => type === 'String' || type === 'ID')
        .map(({ path }) => ({ query, path })),
    )
    expect(places.length).toBeGreaterThan(100)

    const faults: string[] = []
    let sent = 0
    for (const { query, path } of places) {
      const isCursor = path.at(-1) === 'after'
      const texts = isCursor ? [...corpus, ...cursors] : corpus
      const plain = await ask(query, path, isCursor ? null : 'zz-nothing-is-called-so')
      const answers = await Promise.all(texts.map((text) => ask(query, path, text)))
      sent += texts.length
      answers.forEach((answer, index) => {
        const text = texts[index] ?? ''
        if (answer === 'BAD_USER_INPUT' || (isStorableText(text) && means(answer, plain, isCursor))) return
        faults.push(`${query.field.name} ${path.join('.')} ${JSON.stringify(text)}: ${answer} instead of ${plain}`)
      })
    }
    expect(faults).toEqual([])
    expect(sent).toBeGreaterThan(2_000)

    /** How a query ends: the code of its error, or what it found. */
    async function ask(query: RootField, path: readonly string[], text: string | null): Promise<string> {
      const page = query.field.args.some(({ name }) => name === 'first') ? { first: 100 } : {}
      const values = { ...argumentsWith(query, path, text), ...page }
      const operation = operationOf(query, Object.keys(values), rowsOf(query))
      const { data, errors } = await company.administrator.send<Record<string, unknown>>(operation, values)
      const [error] = errors
      if (error) return String(error.extensions?.code)
      return JSON.stringify(data?.[query.field.name])
    }
  },
  300_000,
)

/** A text finds what any other finds that nothing is called; a cursor finds the rest of the list after some place. */
function means(answer: string, plain: string, isCursor: boolean): boolean {
  if (!isCursor || answer === plain) return answer === plain
  const [page, whole] = [cursorsIn(answer), cursorsIn(plain)]
  if (page === undefined || whole === undefined) return false
  const start = page.length === 0 ? whole.length : whole.indexOf(page[0] ?? '')
  return start >= 0 && whole.slice(start).every((cursor, index) => cursor === page[index])
}

function cursorsIn(answer: string): readonly string[] | undefined {
  const { edges } = answer.startsWith('{') ? (JSON.parse(answer) as { edges?: { cursor: string }[] }) : {}
  return edges?.map(({ cursor }) => cursor)
}

function rowsOf(query: RootField): string {
  const type = getNamedType(query.field.type)
  const hasEdges = 'getFields' in type && Object.hasOwn(type.getFields(), 'edges')
  return hasEdges ? '{ edges { cursor } }' : smallestSelection(query)
}
