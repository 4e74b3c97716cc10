import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, isObjectType, parse } from 'graphql'
import { afterAll, expect, it } from 'vitest'
import { schemaDirectory } from './toy/subgraph.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
mkdirSync(join(repository, '.local'), { recursive: true })
const service = mkdtempSync(join(repository, '.local', 'codegen-'))
afterAll(() => rmSync(service, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(service, path)), { recursive: true })
  writeFileSync(join(service, path), text)
}

const read = (path: string) => readFileSync(join(service, path), 'utf8')

function run(args: string[]) {
  // Every way to the network ends at a port where nobody listens.
  const nowhere = 'http://127.0.0.1:9'
  const env = { ...process.env, HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, PRISMA_ENGINES_MIRROR: nowhere }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: service, encoding: 'utf8', env })
  return { status, output: stdout + stderr }
}

write('package.json', '{ "name": "@erp/sales", "type": "module" }')
cpSync(schemaDirectory, join(service, 'schema'), { recursive: true })
write('schema/user.graphql', 'type User @key(fields: "id", resolvable: false) { id: ID! }')
write('schema/mappers.json', '{ "Order": "../domain/order.ts#Order" }')
write(
  'prisma/schema/order.prisma',
  `generator client {
    provider            = "prisma-client"
    output              = "../../src/generated/prisma"
    importFileExtension = "ts"
  }
  datasource db {
    provider = "postgresql"
  }
  model Order {
    id String @id @db.Uuid
  }`,
)
write(
  'src/domain/order.ts',
  `export type Order = { readonly id: string; readonly number: string; readonly status: 'DRAFT' | 'CONFIRMED' }`,
)
write(
  'src/graphql/context.ts',
  `import type { Context as KitContext } from '@erp/graphql-kit'
   import type { PrismaClient } from '../generated/prisma/client.ts'
   import type { Order } from '../domain/order.ts'
   type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]
   export type Context = KitContext<{ readonly orders: { load(id: string): Promise<Order> } }, Tx>`,
)
write(
  'src/graphql/order.ts',
  `import { type MessagesFor, payload } from '@erp/graphql-kit'
   import { createLogger, createTransactor } from '@erp/service-kit'
   import { currency, money, refuse } from '@erp/values'
   import { PrismaClient } from '../generated/prisma/client.ts'
   import type { MutationResolvers, OrderResolvers } from '../generated/graphql.ts'
   import type { Order as Document } from '../domain/order.ts'
   import type { Context } from './context.ts'

   declare const client: PrismaClient
   export const transactor: Context['transactor'] = createTransactor(client, { service: 'x', logger: createLogger('x') })

   async function confirm(order: Document | undefined) {
     if (!order) return refuse('OrderLost')
     if (order.status !== 'DRAFT') return refuse('OrderNotDraft', { status: order.status })
     return order
   }
   export const messages = {
     OrderLost: { en: () => 'Lost.', zh: () => '丢失。' },
     OrderNotDraft: { en: ({ status }) => status.toLowerCase(), zh: ({ status }) => status },
   } satisfies MessagesFor<typeof confirm>

   export const Mutation: MutationResolvers = {
     confirmOrder: async (_, { input }, context) => {
       const { caller, transactor } = context
       const request = { operation: 'confirmOrder', idempotencyKey: input.idempotencyKey, input }
       const outcome = await transactor.once(caller, request, () => confirm(undefined), async (tx, id) => {
         await tx.order.findUnique({ where: { id } })
         return undefined
       })
       return payload('order', outcome, context)
     },
   }
   export const Order: OrderResolvers = {
     __resolveReference: ({ id }, { loaders }) => loaders.orders.load(id),
     total: () => money(1n, currency('CNY')),
   }`,
)

const require = createRequire(import.meta.url)
const generate = fileURLToPath(new URL('../codegen/generate.ts', import.meta.url))

it('writes the SDL, the resolver types and the client, offline, as sources that type-check and that Node runs', () => {
  expect(run([generate])).toEqual({ status: 0, output: '' })

  const order = buildSchema(`${directives}${withoutLink(read('src/generated/schema.graphql'))}`).getType('Order')
  expect(isObjectType(order) && Object.keys(order.getFields())).toEqual([
    'id',
    'number',
    'status',
    'total',
    'secret',
    'supplier',
    'sibling',
  ])
  expect(read('src/generated/schema.graphql')).toContain('salesInboxMessages')

  write('tsconfig.json', JSON.stringify({ extends: '../../tsconfig.base.json', include: ['src'] }))
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  expect(run([compiler, '-p', '.'])).toEqual({ status: 0, output: '' })

  const imported = `import { PrismaClient } from './src/generated/prisma/client.ts'; process.stdout.write(typeof PrismaClient)`
  expect(run(['--input-type=module', '-e', imported])).toEqual({ status: 0, output: 'function' })
})

it('finds what a resolver gets wrong', () => {
  write(
    'src/graphql/wrong.ts',
    `import type { OrderResolvers } from '../generated/graphql.ts'
    export const Order: OrderResolvers = { total: () => ({ minor: 1, currency: 'CNY' }) }`,
  )
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const { status, output } = run([compiler, '-p', '.'])
  expect(status).not.toBe(0)
  expect(output).toContain('src/graphql/wrong.ts')
})

const directives = `
  directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT
  directive @shareable on OBJECT
  type Query
  type Mutation
`

function withoutLink(sdl: string): string {
  const link = parse(sdl).definitions.find((node) => node.kind === 'SchemaExtension')
  return sdl.slice(link?.loc?.end ?? 0)
}
