import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { arrows } from './architecture/arrows.ts'
import { houseFaults } from './architecture/house-rules.ts'
import { importFaults, importsOf, type SourceFile } from './architecture/import-faults.ts'
import { schemaFaults } from './architecture/schema-faults.ts'

const root = new URL('../', import.meta.url)
const skipped = new Set(['node_modules', 'generated', '.local', 'graphiql'])

function read(pattern: string): SourceFile[] {
  const paths = globSync(pattern, { cwd: root, exclude: (path) => skipped.has(path.split('/').at(-1) ?? '') })
  return paths.sort().map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
}

const sources = read('{packages,services,gateway,infra,test}/**/*.ts')
const schemas = read('services/*/schema/*.graphql')
const migrations = read('{services/*/prisma,packages/*}/migrations/*/migration.sql')
const services = ['finance', 'identity', 'inventory', 'procurement', 'sales']

describe('the sources', () => {
  test('are read, from every workspace', () => {
    expect(sources.length).toBeGreaterThan(150)
    for (const workspace of [
      ...services.map((name) => `services/${name}/src`),
      'packages/values/src',
      'gateway/src',
      'infra/local/src',
    ])
      expect(
        sources.some(({ path }) => path.startsWith(`${workspace}/`)),
        workspace,
      ).toBe(true)
  })

  test('import only along the arrows', () => {
    expect(importFaults(sources)).toEqual([])
  })

  test('keep the house rules', () => {
    const rulesThemselves = /^test\/architecture/
    expect(houseFaults(sources.filter(({ path }) => !rulesThemselves.test(path)))).toEqual([])
  })

  test('every row of the table stands for files that exist', () => {
    const unused = arrows.filter(({ folder }) => {
      const pattern = new RegExp(`^${folder.replace(/^service\b/, 'services/[a-z]+')}(/|\\.ts$)`)
      return !sources.some(({ path }) => pattern.test(path)) && !folder.endsWith('bench')
    })
    expect(unused).toEqual([])
  })
})

describe('every service', () => {
  test.each(services)('%s has the shape of the others', (service) => {
    const has = (pattern: string) => globSync(`services/${service}/${pattern}`, { cwd: root }).length > 0
    const shape = [
      'README.md',
      'schema/*.graphql',
      'prisma/schema/*.prisma',
      'prisma/migrations/*/migration.sql',
      'src/main.ts',
      'src/config.ts',
      'src/domain/*.ts',
      'src/store/*.ts',
      'src/use-cases/*.ts',
      'src/graphql/*.ts',
      'test/*.test.ts',
    ]
    expect(shape.filter((pattern) => !has(pattern))).toEqual([])
  })

  test('names its mutations, payloads, days and instants alike', () => {
    expect(new Set(schemas.map(({ path }) => path.split('/')[1]))).toEqual(new Set(services))
    expect(schemaFaults(schemas)).toEqual([])
  })

  test('has two persons act where the ADR of the approval engine says so, and nowhere else', () => {
    const [adr] = read('infra/adr/0400-*.md')
    const [, kinds = '', beside = ''] =
      /\*\*In the engine:\*\*(.*?)\*\*Beside it:\*\*(.*?)\*\*Rules/s.exec(adr?.text ?? '') ?? []
    const named = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()
    const sdl = schemas.map(({ text }) => text).join('\n')
    const [kindsOfEngine = ''] = /(?<=enum ApprovalDocumentType \{)[^}]*/.exec(sdl) ?? []
    expect(named(kinds)).toEqual([...kindsOfEngine.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, kind]) => kind).sort())
    const separates =
      /Needs?Another$|IsMaker$|MakerConfirms$|Involved$|Approves$|PosterApproved$|Disposes$|NotSeparate$/
    const refusals = [...sdl.matchAll(/^type (\w+) implements UserError/gm)].flatMap(([, name = '']) => name)
    expect(refusals.length).toBeGreaterThan(200)
    expect(named(beside)).toEqual([...new Set(refusals.filter((name) => separates.test(name)))].sort())
  })

  test('says what a migration is for, in an order of its own', () => {
    const names = migrations.map(({ path }) => path.split('/').at(-2) ?? '')
    expect(names.length).toBeGreaterThan(services.length)
    expect(names.filter((name) => !/^20\d{12}_[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([])
    for (const service of services) {
      const own = migrations.filter(
        ({ path }) => path.startsWith(`services/${service}/`) || path.startsWith('packages/'),
      )
      const stamps = own.map(({ path }) => path.split('/').at(-2)?.slice(0, 14))
      expect(new Set(stamps).size, service).toBe(stamps.length)
    }
  })
})

describe('a violation is found', () => {
  const at = (path: string, ...lines: string[]): SourceFile[] => [{ path, text: lines.join('\n') }]

  test.each([
    [
      'a rule that reads the database',
      'services/sales/src/domain/customer.ts',
      '../store/customers.ts',
      'service/src/store/customers; service/src/domain may not',
    ],
    [
      'a rule with a library',
      'services/sales/src/domain/customer.ts',
      'zod',
      'service/src/domain uses @node-rs/argon2, node:crypto',
    ],
    [
      'a rule that reads a file',
      'services/sales/src/domain/customer.ts',
      'node:fs',
      'service/src/domain uses @node-rs/argon2, node:crypto',
    ],
    [
      'a store that calls a use case',
      'services/sales/src/store/customers.ts',
      '../use-cases/create-customer.ts',
      'may not',
    ],
    [
      'a use case that knows the graph',
      'services/sales/src/use-cases/create-customer.ts',
      '@erp/graphql-kit',
      'may not',
    ],
    ['a resolver that sends a message', 'services/sales/src/graphql/customer.ts', '@erp/messaging', 'may not'],
    [
      'another service by its name',
      'services/sales/src/use-cases/create-customer.ts',
      '@erp/finance',
      'imports the service finance',
    ],
    [
      'another service by its path',
      'services/sales/src/store/customers.ts',
      '../../../finance/src/store/accounts.ts',
      'imports the service finance',
    ],
    [
      'a test of another service',
      'services/sales/test/customer.test.ts',
      '../../finance/src/main.ts',
      'imports the service finance',
    ],
    [
      'a package by its path',
      'services/sales/src/domain/customer.ts',
      '../../../../packages/values/src/money.ts',
      'by a relative path',
    ],
    ['a package that knows a service', 'packages/messaging/src/emit.ts', '@erp/sales', 'imports the service sales'],
    ['values that know a kit', 'packages/values/src/money.ts', '@erp/service-kit', 'may not'],
    ['infrastructure that knows a kit', 'infra/local/src/index.ts', '@erp/messaging', 'may not'],
    [
      'a scenario that knows a service',
      'test/scenarios/purchase.test.ts',
      '@erp/procurement',
      'imports the service procurement',
    ],
    ['a file that lies nowhere', 'services/sales/src/orders.ts', '@erp/values', 'in no folder of the table'],
  ])('%s', (_, path, specifier, fault) => {
    for (const statement of [
      `import { something } from '${specifier}'`,
      `import type { Something } from '${specifier}'`,
      `import '${specifier}'`,
      `export * from '${specifier}'`,
      `import {\n  something,\n} from '${specifier}'`,
      `  const later = await import('${specifier}')`,
    ]) {
      const faults = importFaults(at(path, "import { money } from '@erp/values'", statement))
      expect(faults.join('\n'), statement).toContain(fault)
    }
  })

  test('what the table allows is no fault', () => {
    expect(
      importFaults([
        ...at('services/sales/src/domain/customer.ts', "import { refuse } from '@erp/values'", "import './address.ts'"),
        ...at(
          'services/sales/src/use-cases/create-customer.ts',
          "import { emit } from '@erp/messaging'",
          "import '../store/customers.ts'",
        ),
        ...at(
          'services/sales/test/customer.test.ts',
          "import '../src/main.ts'",
          "import { eventually } from '@erp/testing'",
        ),
      ]),
    ).toEqual([])
  })

  test('words in a text or a comment are no import', () => {
    expect(importsOf("// import from 'nowhere'\nconst text = 'goods from \"abroad\"'\nexport const x = 'a'")).toEqual(
      [],
    )
  })

  test.each([
    ['services/sales/src/store/customers.ts', 'const url = process.env.DATABASE_URL', 'The environment'],
    ['packages/messaging/src/relay.ts', 'const url = process.env.NATS_URL', 'The kits are told'],
    ['gateway/src/server.ts', "console.log('started')", 'the logger'],
    ['services/sales/src/domain/price.ts', 'return parseFloat(text)', 'never floats'],
    ['services/sales/src/domain/price.ts', 'return price.toNumber()', 'never floats'],
    ['services/sales/src/store/customers.ts', 'tx.$queryRawUnsafe(text)', 'SQL takes parameters'],
    ['services/sales/src/domain/price.ts', '// TODO round', 'unfinished'],
    ['services/sales/test/price.test.ts', "test.only('x', () => {})", 'runs alone'],
    ['services/sales/src/domain/utils.ts', '', 'named by its document'],
    ['services/sales/src/helpers/price.ts', '', 'named by its document'],
    ['services/sales/src/domain/index.ts', '', 'barrel'],
    ['services/sales/src/domain/price.ts', '\n'.repeat(301), 'split by verb'],
  ])('%s: %s', (path, text, rule) => {
    expect(houseFaults(at(path, text)).join('\n')).toContain(rule)
  })

  test('config.ts reads the environment', () => {
    expect(houseFaults(at('services/sales/src/config.ts', 'export const env = process.env'))).toEqual([])
  })

  test.each([
    [
      'extend type Mutation { createCustomer(name: String!): Customer }',
      'createCustomer takes one argument, input: CreateCustomerInput!',
    ],
    [
      'extend type Mutation { createCustomer(input: CreateCustomerInput!): Customer }',
      'createCustomer answers CreateCustomerPayload!',
    ],
    ['extend type Mutation { a(input: AInput!): APayload! } input AInput { x: Int }', 'a takes idempotencyKey: ID!'],
    ['type APayload { a: Int }', 'APayload has userErrors: [UserError!]!'],
    ['type APayload { a: Int! userErrors: [UserError!]! }', 'APayload.a is nullable'],
    ['type Order { due: Date! }', 'Order.due is a day and ends in On'],
    ['type Order { created: DateTime }', 'Order.created is an instant and ends in At'],
  ])('%s', (text, fault) => {
    expect(schemaFaults(at('services/sales/schema/x.graphql', text)).join('\n')).toContain(fault)
  })

  test('a schema in the house style has no fault', () => {
    const text = `
      type Customer { id: ID! since: Int onHoldOn: Date createdAt: DateTime! }
      extend type Mutation { createCustomer(input: CreateCustomerInput!): CreateCustomerPayload! }
      input CreateCustomerInput { idempotencyKey: ID! }
      type CreateCustomerPayload { customer: Customer userErrors: [UserError!]! }`
    expect(schemaFaults(at('services/sales/schema/customer.graphql', text))).toEqual([])
  })
})
