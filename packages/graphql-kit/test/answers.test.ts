import {
  type Connection,
  codeOf,
  commonMessages,
  connectionOfAll,
  languageOf,
  type MessagesFor,
  pageOf,
  payload,
  sentenceFor,
} from '@erp/graphql-kit'
import { refuse } from '@erp/values'
import fc from 'fast-check'
import { expect, expectTypeOf, it } from 'vitest'

const context = { messages: commonMessages, language: 'zh-CN' as const }

it('shows a refusal with its facts and its own path', () => {
  const refusal = refuse('InvalidInput', { field: 'quantity', problem: 'NOT_POSITIVE', path: ['input', 'lines', '0'] })
  expect(payload('order', refusal, context)).toEqual({
    order: null,
    userErrors: [
      {
        __typename: 'InvalidInput',
        code: 'INVALID_INPUT',
        message: 'quantity 无效：NOT_POSITIVE。',
        path: ['input', 'lines', '0'],
        field: 'quantity',
        problem: 'NOT_POSITIVE',
      },
    ],
  })
})

it('throws for a refusal without a sentence, also one named like a member of every object', () => {
  expect(() => payload('order', refuse('Unheard'), context)).toThrow('There is no sentence for the refusal Unheard')
  expect(() => payload('order', refuse('toString'), context)).toThrow('There is no sentence')
})

it('has every common sentence in both languages', () => {
  const facts = { currentVersion: 7, field: 'lines', problem: 'EMPTY', period: '2026-10', status: 'CLOSED' }
  for (const name of Object.keys(commonMessages)) {
    const [en, zh] = (['en', 'zh-CN'] as const).map((one) => sentenceFor(commonMessages, refuse(name, facts), one))
    expect(en).toMatch(/^[\x20-\x7e]+$/)
    expect(zh).toMatch(/[\u4e00-\u9fff]/)
    expect(`${en}${zh}`).not.toContain('undefined')
  }
})

it('asks the compiler for a sentence for each refusal of a use case that is not common', () => {
  type UseCase = (
    input: string,
  ) => Promise<
    { id: string } | ReturnType<typeof refuse<'OrderLost'>> | { refusal: 'StaleVersion'; currentVersion: number }
  >
  expectTypeOf<keyof MessagesFor<UseCase>>().toEqualTypeOf<'OrderLost'>()
})

it('spells codes in capitals', () => {
  expect(['StaleVersion', 'VatRateUnknown', 'SKU2Missing'].map(codeOf)).toEqual([
    'STALE_VERSION',
    'VAT_RATE_UNKNOWN',
    'SKU2_MISSING',
  ])
})

it('takes the first language it knows, by weight', () => {
  const cases: [string | undefined, string][] = [
    [undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en;q=0.5, zh;q=0.9', 'zh-CN'],
    ['fr, zh-TW;q=0.3', 'zh-CN'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['zhx, *', 'en'],
  ]
  for (const [header, language] of cases) expect([header, languageOf(header)]).toEqual([header, language])
})

it('walks any list in pages of any size, once through, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), fc.integer({ min: 1, max: 100 }), (names, first) => {
      const rows = names.map((name, position) => ({ name, position: String(position) }))
      const walked: string[] = []
      let after: string | null = null
      for (let pages = 0; pages <= rows.length; pages += 1) {
        const page: Connection<{ name: string }> = connectionOfAll(rows, { first, after }, (row) => [
          row.name,
          row.position,
        ])
        walked.push(...page.nodes.map((row) => row.name))
        after = page.pageInfo.endCursor
        if (!page.pageInfo.hasNextPage) break
      }
      expect(walked).toEqual(names)
    }),
  )
})

it('refuses any cursor that this list did not make', () => {
  fc.assert(
    fc.property(fc.string(), (cursor) => {
      expect(() => pageOf({ after: cursor }, ['text', 'text'])).toThrow('after is not a cursor of this list.')
    }),
  )
  const foreign = Buffer.from('["z"]').toString('base64url')
  expect(() => connectionOfAll([{ id: 'a' }], { after: foreign }, (row) => [row.id])).toThrow('not a cursor')
})
