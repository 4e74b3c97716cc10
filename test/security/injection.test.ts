import { isStorableText } from '@erp/graphql-kit'
import { services } from '@erp/local'
import { newId } from '@erp/values'
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
    expect(places.length).toBeGreaterThan(250)

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
    expect(sent).toBeGreaterThan(7_000)

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

/** All at once: whatever a text may stand in ends, a statement begins, waits, and the rest is no more. */
const inMutations = [
  `'"\`); select pg_sleep(5); drop table users; -- %_\\ \${7*7} $1`,
  `' || (select pg_sleep(5)) || '`,
  `{"$gt":""}'::jsonb); --`,
]

scenario(
  'A text that is SQL means nothing but itself wherever a mutation takes one: it is refused or taken as any other, and nothing of it runs',
  async ({ company, system }) => {
    const fields = await readRootFields(company.administrator)
    const mutations = [...fields.values()].filter(
      ({ kind, field }) => kind === 'mutation' && !atTheDoor.test(field.name),
    )
    const tries = mutations.flatMap((mutation) =>
      argumentPlaces(mutation)
        .filter(
          ({ type, path }) =>
            (type === 'String' || type === 'ID') && !/^(idempotencyKey|password)$/.test(path.at(-1) ?? ''),
        )
        .flatMap(({ path }) => inMutations.map((text) => ({ mutation, path, text }))),
    )
    expect(tries.length).toBeGreaterThan(2_500)
    const tables = () =>
      Promise.all(
        services.map(
          (service) => system.database(service).rows<{ tables: number }>`
      select count(*)::int as tables from pg_class where relkind in ('r', 'p')`,
        ),
      )
    const before = await tables()
    const faults: string[] = []
    for (let start = 0; start < tries.length; start += 10)
      await Promise.all(
        tries.slice(start, start + 10).map(async ({ mutation, path, text }) => {
          const startedAt = performance.now()
          const [answer, plain] = [
            await ask(mutation, path, text),
            await ask(mutation, path, 'zz-nothing-is-called-so'),
          ]
          const slow = performance.now() - startedAt > 5_000
          const same = answer === plain || (isGuess.test(answer) && isGuess.test(plain))
          if (slow || !(same || answer === done || plain === done || refusedAsText.test(answer)))
            faults.push(`${mutation.field.name} ${path.join('.')} ${text}: ${answer} instead of ${plain}`)
        }),
      )
    expect(faults).toEqual([])
    expect(await tables()).toEqual(before)

    /** What is wrong, by its codes, or nothing. */
    async function ask(mutation: RootField, path: readonly string[], text: string): Promise<string> {
      const values = argumentsWith(mutation, path, text)
      const input = values.input as { idempotencyKey?: unknown } | undefined
      if (input?.idempotencyKey) input.idempotencyKey = newId()
      const { data, errors } = await company.administrator.send<Record<string, { userErrors: { code: string }[] }>>(
        operationOf(mutation, Object.keys(values), '{ userErrors { code } }'),
        values,
      )
      const codes = errors.map(({ extensions }) => String(extensions?.code))
      return [...codes, ...(data?.[mutation.field.name]?.userErrors.map(({ code }) => code) ?? [])].join()
    }
  },
  300_000,
)

/** What was done once is not done again in the same words, whichever of the two texts came first. */
const done = ''

/** Whoever guesses is told that it was wrong, or to wait. */
const isGuess = /^(PASSWORD_WRONG|LOGIN_THROTTLED)$/

/** A text may be too long or of no form for what it stands for. */
const refusedAsText = /^(\w*INVALID\w*|BAD_USER_INPUT|\w+_UNREADABLE|\w+_FAULTY|\w+_MALFORMED|\w+_REJECTED)$/

/** These slow down whoever guesses, as every place of a password does, or concern the whole installation; they have tests of their own. */
const atTheDoor =
  /^(login|completeLogin|refreshSession|switchCompany|logout|createAccessToken|changePassword|registerCompany|beginAccountLink)$/

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
