import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase, type PrismaLike, type Sql } from '@erp/service-kit'
import type { PrismaPg } from '@prisma/adapter-pg'
import type { PoolConfig } from 'pg'

/** The model of the toy schema, as far as the tests use it. */
export interface Tallies {
  readonly tally: {
    create(args: { data: Tally }): Promise<Tally>
    findUnique(args: { where: { id: string } }): Promise<Tally | null>
    findMany(args?: object): Promise<Tally[]>
    updateMany(args: { where: object; data: object }): Promise<{ count: number }>
  }
}

export interface Tally {
  readonly id: string
  readonly companyId: string
  readonly name: string
  readonly count: number
  readonly countedAt: Date
}

export type ToyTx = Sql & Tallies
export type ToyClient = PrismaLike<ToyTx> & ToyTx & { $disconnect(): Promise<void> }

export const tallyTable = `
  create table tally (
    id uuid primary key, company_id uuid not null, name text not null unique, count int not null,
    counted_at timestamptz(3) not null);
  alter table tally enable row level security;
  alter table tally force row level security;
  create policy company_scope on tally
    using (company_id = any ((select platform.company_ids())::uuid[]))
    with check (company_id = any ((select platform.company_ids())::uuid[]));
  grant select, insert, update on tally to erp_app;`

/** The toy's database as a service opens its own. */
export async function toyDatabase(url: string): Promise<Database<ToyTx>> {
  const PrismaClient = await toyClientClass()
  return openDatabase<ToyTx>(url, { applicationName: 'toy' }, (adapter) => new PrismaClient({ adapter }))
}

/** A real generated Prisma client, because the errors it throws are what the transactor has to understand. */
export async function toyClient(config: PoolConfig): Promise<ToyClient> {
  const PrismaClient = await toyClientClass()
  const { PrismaPg } = await import('@prisma/adapter-pg')
  return new PrismaClient({ adapter: new PrismaPg(config) })
}

async function toyClientClass() {
  const generated = (await import(`${generatedClient()}/client.ts`)) as {
    PrismaClient: new (options: { readonly adapter: PrismaPg }) => ToyClient
  }
  return generated.PrismaClient
}

/**
 * The folder of the client generated from the toy schema as it is now. Generated aside and moved into place, because
 * several test files ask for it at once.
 */
function generatedClient(): string {
  const schema = fileURLToPath(new URL('./prisma/schema', import.meta.url))
  const version = createHash('sha256')
    .update(readFileSync(join(schema, 'toy.prisma')))
    .digest('hex')
    .slice(0, 12)
  const generated = fileURLToPath(new URL('./src/generated', import.meta.url))
  const target = join(generated, version)
  if (existsSync(target)) return target

  const aside = join(generated, `aside-${process.pid}`)
  cpSync(schema, join(aside, 'prisma', 'schema'), { recursive: true })
  const command = createRequire(import.meta.url).resolve('prisma/build/index.js')
  execFileSync(process.execPath, [command, 'generate', '--schema', join(aside, 'prisma', 'schema')], {
    cwd: aside,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    stdio: 'pipe',
  })
  try {
    renameSync(join(aside, 'src', 'generated', 'prisma'), target)
  } catch (error) {
    if (!existsSync(target)) throw error
  }
  rmSync(aside, { recursive: true, force: true })
  return target
}
