import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { currency, money } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { jsonSchemaFiles } from '../generate-json-schema.ts'
import { breakingChanges, type JsonSchema } from '../json-schema-compatibility.ts'
import { allContracts, readAmount, readMoney, wireMoney } from '../src/index.ts'

const repository = new URL('../../../', import.meta.url)
const directory = new URL('../json-schema/', import.meta.url)
const generated = jsonSchemaFiles()

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** The schemas as they were at a commit, by file name. */
function schemasAt(commit: string): Map<string, JsonSchema> {
  const names = git('ls-tree', '--name-only', `${commit}:packages/contracts/json-schema`).split('\n').filter(Boolean)
  return new Map(
    names.map((name) => [
      name,
      JSON.parse(git('show', `${commit}:packages/contracts/json-schema/${name}`)) as JsonSchema,
    ]),
  )
}

/** The last commit, and the last release when there is one: what is out there may not break. */
const baselines = ['HEAD', ...git('tag', '--list', 'v*', '--sort=-v:refname').split('\n').filter(Boolean).slice(0, 1)]

describe('every contract', () => {
  test('has a name of its own', () => {
    const types = allContracts.map(({ type }) => type)
    expect(types.length).toBeGreaterThan(15)
    expect(new Set(types).size).toBe(types.length)
  })

  test.each(allContracts.map((contract) => [contract.type, contract] as const))('%s', (_, { schema, examples }) => {
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(schema.parse(example)).toEqual(example)
    expect(() => schema.parse({})).toThrow()
    for (const example of examples) expect(example).toHaveProperty('companyId')
  })

  test('belongs to the service whose folder it lies in', () => {
    for (const contract of allContracts) {
      const service = contract.kind === 'event' ? contract.service : contract.target
      const [, ...name] = contract.type.replace(/\.v\d+$/, '').split('.')
      const file = `src/${service}/${name.join('-')}.v${contract.major}.ts`
      expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(`'${contract.type}'`)
    }
  })
})

describe('the committed JSON Schemas', () => {
  test('are what the sources say; otherwise run node packages/contracts/generate-json-schema.ts', () => {
    const committed = new Map(
      readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), 'utf8')] as const),
    )
    expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(generated))
  })

  test.each(baselines)('break nothing that %s has, and today reads the examples of then', (commit) => {
    const before = schemasAt(commit)
    expect(before.size).toBeGreaterThan(15)
    const contracts = new Map(allContracts.map((contract) => [`${contract.type}.json`, contract]))
    const broken = [...before].flatMap(([name, schema]) => {
      const text = generated.get(name)
      const contract = contracts.get(name)
      if (!text || !contract) return [`${name} was removed`]
      const unread = (schema.examples as unknown[]).filter((example) => !contract.schema.safeParse(example).success)
      return [
        ...breakingChanges(schema, JSON.parse(text) as JsonSchema).map((change) => `${name}: ${change}`),
        ...unread.map((example) => `${name}: today refuses ${JSON.stringify(example)}`),
      ]
    })
    expect(broken).toEqual([])
  })
})

describe('a change within a major', () => {
  const before: JsonSchema = {
    title: 'sales.customer.changed.v1',
    type: 'object',
    properties: {
      code: { type: 'string', maxLength: 40 },
      status: { type: 'string', enum: ['ACTIVE', 'BLOCKED'] },
      area: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
      lines: {
        type: 'array',
        items: { type: 'object', properties: { quantity: { type: 'string' } }, required: ['quantity'] },
      },
    },
    required: ['code', 'status'],
  }
  const properties = before.properties as Record<string, JsonSchema>
  const withField = (field: string, schema: JsonSchema) => ({
    ...before,
    properties: { ...properties, [field]: schema },
  })
  const { code: _, ...withoutCode } = properties

  test.each([
    ['nothing', before],
    ['another optional field', withField('note', { type: 'string' })],
    ['another enum value', withField('status', { type: 'string', enum: ['ACTIVE', 'BLOCKED', 'ARCHIVED'] })],
    ['another title and example', { ...before, title: 'customer', examples: [{}] }],
    ['the order of required fields', { ...before, required: ['status', 'code'] }],
  ])('%s is safe', (_, after) => {
    expect(breakingChanges(before, after)).toEqual([])
  })

  test.each([
    [
      'a field removed',
      { ...before, properties: withoutCode, required: ['status'] },
      ['field code of the payload was removed', 'field code of the payload is no longer required'],
    ],
    [
      'a field retyped',
      withField('code', { type: 'integer', maxLength: 40 }),
      ['type of field code of the payload was "string" and is "integer"'],
    ],
    [
      'a new required field',
      { ...withField('note', { type: 'string' }), required: ['code', 'status', 'note'] },
      ['field note of the payload is newly required'],
    ],
    ['a field made optional', { ...before, required: ['code'] }, ['field status of the payload is no longer required']],
    [
      'a field narrowed',
      withField('code', { type: 'string', maxLength: 20 }),
      ['maxLength of field code of the payload was 40 and is 20'],
    ],
    [
      'a bound added',
      withField('code', { type: 'string', maxLength: 40, minLength: 1 }),
      ['minLength of field code of the payload was absent and is 1'],
    ],
    [
      'an enum value removed',
      withField('status', { type: 'string', enum: ['ACTIVE'] }),
      ['value "BLOCKED" of field status of the payload was removed'],
    ],
    [
      'a free text made an enum',
      withField('code', { type: 'string', maxLength: 40, enum: ['A'] }),
      ['enum of field code of the payload was absent and is ["A"]'],
    ],
    [
      'null no longer allowed',
      withField('area', { type: 'string', format: 'uuid' }),
      [
        'anyOf of field area of the payload had 2 alternatives and has 0',
        'type of field area of the payload was absent and is "string"',
        'format of field area of the payload was absent and is "uuid"',
      ],
    ],
    [
      'a field removed from a line',
      withField('lines', { type: 'array', items: { type: 'object', properties: {}, required: [] } }),
      [
        'field quantity of items of field lines of the payload was removed',
        'field quantity of items of field lines of the payload is no longer required',
      ],
    ],
    [
      'unknown fields refused',
      { ...before, additionalProperties: false },
      ['additionalProperties of the payload was absent and is false'],
    ],
  ])('%s is refused', (_, after, broken) => {
    expect(breakingChanges(before, after)).toEqual(broken)
  })
})

describe('amounts on the wire', () => {
  test('go there and back', () => {
    const amount = money(-1234n, currency('CNY'))
    expect(wireMoney(amount)).toEqual({ amount: '-12.34', currency: 'CNY' })
    expect(readMoney(wireMoney(amount))).toEqual(amount)
  })

  test('with more decimals than their currency has are a broken contract', () => {
    expect(() => readAmount('12.345', currency('CNY'))).toThrow('12.345')
    expect(() => readMoney({ amount: '1', currency: 'XYZ' })).toThrow('XYZ')
  })
})
