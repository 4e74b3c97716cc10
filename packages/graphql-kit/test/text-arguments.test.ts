import { isStorableText, pageOf } from '@erp/graphql-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useToySubgraph } from './toy/subgraph.ts'

const { ask, post } = await useToySubgraph()
const permissions = ['toy.order.read', 'toy.order.confirm']

describe('a text that no database stores', () => {
  const echo = 'query ($text: String) { echo(text: $text) { text } }'
  const confirm = 'mutation ($id: ID!) { confirmOrder(input: { idempotencyKey: "k", id: $id }) { order { id } } }'
  const whole = 'mutation ($input: ConfirmOrderInput!) { confirmOrder(input: $input) { order { id } } }'
  const entities = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { __typename } }'
  const refs = [
    { __typename: 'Order', id: 'so-1' },
    { __typename: 'Order', id: 'so\u0000' },
  ]

  it.each([
    ['written out', String.raw`{ echo(text: "a\u0000b") { text } }`, {}, 'text'],
    [
      'written out in an input',
      String.raw`mutation { confirmOrder(input: { idempotencyKey: "k", id: "\u0000" }) { order { id } } }`,
      {},
      'input.id',
    ],
    ['in a block', '{ echo(text: """a\u0000b""") { text } }', {}, 'text'],
    ['a default', String.raw`query ($text: String = "\u0000") { echo(text: $text) { text } }`, {}, 'text'],
    ['a variable', echo, { text: 'a\u0000b' }, 'text'],
    ['half a pair', echo, { text: 'a\ud800b' }, 'text'],
    ['the other half', echo, { text: '\udc00' }, 'text'],
    ['a variable inside an input', confirm, { id: 'so-1\u0000' }, 'input.id'],
    ['inside a variable', whole, { input: { idempotencyKey: '\u0000', id: 'so-1' } }, 'input.idempotencyKey'],
    ['in a reference', entities, { refs }, 'representations.1.id'],
  ])('is refused with the argument’s name: %s', async (_case, query, variables, argument) => {
    const { status, body } = await ask(query, { permissions, variables })
    expect(status).toBe(400)
    expect(body.data).toBeUndefined()
    expect(body.errors).toMatchObject([
      {
        message: `${argument} holds a character that no text may have: U+0000 or half of a surrogate pair.`,
        extensions: { code: 'BAD_USER_INPUT', argument },
      },
    ])
  })

  it('is refused in a list that is written out, with its position', async () => {
    const { body } = await ask(
      String.raw`{ _entities(representations: [{ __typename: "Order" }, { __typename: "\u0000" }]) { __typename } }`,
      { permissions },
    )
    expect(body.errors?.[0]?.extensions).toMatchObject({ argument: 'representations.1.__typename' })
  })

  it('is found in no time however deep or often it is used', async () => {
    const deep = `${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`
    const startedAt = performance.now()
    const answer = await post(`{"query":${JSON.stringify(echo)},"variables":{"text":${deep}}}`)
    expect(answer.status).toBe(400)
    expect(answer.body.errors?.[0]?.extensions.argument).toBe(`text${'.0'.repeat(10)}`)
    const text = ['x'.repeat(500_000)]
    const often = Array.from({ length: 30 }, (_, index) => `a${index}: echo(text: $text) { text }`)
    await ask(`query ($text: String) { ${often.join(' ')} }`, { permissions, variables: { text } })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('is none with any other character, which comes back as it went in', async () => {
    const text = '\u0001\t\n\u007f\ufffe\uffff😀 混合 ﷽ \u202e'
    const { body } = await ask(echo, { permissions, variables: { text } })
    expect(body).toEqual({ data: { echo: { text } } })
  })
})

describe('a cursor', () => {
  const cursor = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url')
  const id = '01890000-0000-7000-8000-000000000000'

  it('is taken when each of its parts can be compared with its column', () => {
    const keys = ['bigint', 'date', 'id', 'int', 'period', 'text'] as const
    const after = ['999999999999999999', '2026-02-28', id, '999999999', '2026-12', '']
    expect(pageOf({ after: cursor(...after) }, keys).after).toEqual(after)
  })

  it.each([
    ['bigint', ['1000000000000000000', '-1', '1.0', ' 1', '', 'x', '1e3']],
    ['int', ['2147483648', '-1', '']],
    ['date', ['2026-02-29', '0000-01-01', '', "' or 1=1"]],
    ['id', ['', 'x', `${id}0`, `{${id}}`]],
    ['period', ['2026-13', '0000-01', '']],
    ['text', ['a\u0000', '\ud800']],
  ] as const)('with a part that is no %s is none', (kind, parts) => {
    for (const part of [...parts, 1, null, {}, ['x']]) {
      const refused = expect(() => pageOf({ after: cursor(part) }, [kind]))
      refused.toThrow(
        expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }) as unknown as Error,
      )
    }
  })
})

it('stores exactly the texts that UTF-8 and PostgreSQL store', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const survives = Buffer.from(text).toString() === text && !Buffer.from(text).includes(0)
      expect(isStorableText(text)).toBe(survives)
    }),
  )
})
