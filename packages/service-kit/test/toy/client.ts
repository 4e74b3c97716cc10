import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { PrismaLike, Sql } from '@erp/service-kit'
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

/** A real generated Prisma client, because the errors it throws are what the transactor has to understand. */
export async function toyClient(config: PoolConfig): Promise<ToyClient> {
  generateOnce()
  const entry = new URL('./src/generated/prisma/client.ts', import.meta.url)
  const { PrismaClient } = (await import(entry.href)) as { PrismaClient: new (options: object) => ToyClient }
  const { PrismaPg } = await import('@prisma/adapter-pg')
  return new PrismaClient({ adapter: new PrismaPg(config) })
}

function generateOnce(): void {
  const directory = fileURLToPath(new URL('.', import.meta.url))
  const target = `${directory}src/generated/prisma`
  if (existsSync(target)) return
  const command = createRequire(import.meta.url).resolve('prisma/build/index.js')
  execFileSync(process.execPath, [command, 'generate', '--schema', `${directory}prisma/schema`], {
    cwd: directory,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    stdio: 'pipe',
  })
}
