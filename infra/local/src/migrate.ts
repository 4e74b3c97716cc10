import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { Client, DatabaseError } from 'pg'
import { repositoryRoot, type ServiceName } from './repository.ts'

export interface Migration {
  /** The folder's name, `<timestamp>_<intention>`. */
  readonly name: string
  readonly path: string
  readonly sql: string
}

/** The migrations of the kits that every service database has, and the service's own, in the order of their names. */
export function migrationsOf(service: ServiceName): Migration[] {
  const folders = [
    join(repositoryRoot, 'packages/service-kit/migrations'),
    join(repositoryRoot, 'packages/messaging/migrations'),
    join(repositoryRoot, 'services', service, 'prisma/migrations'),
  ]
  const migrations = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name, 'migration.sql'))
      .filter(existsSync)
      .map((path) => ({ name: path.split('/').at(-2) ?? path, path, sql: readFileSync(path, 'utf8') })),
  )
  return migrations.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
}

/**
 * Applies what is missing, as the owner of the database, and returns the names of what was applied. The history is
 * Prisma's own table, so `prisma migrate` understands it. Fails when an applied migration was edited or removed.
 */
export async function migrate(service: ServiceName, ownerUrl: string): Promise<string[]> {
  const migrations = migrationsOf(service)
  const applied = await appliedMigrations(ownerUrl)
  refuseRewrittenHistory(service, migrations, applied)
  if (applied.size === migrations.length) return []

  const connector = new WholeScriptConnector({ connectionString: ownerUrl, max: 2, allowExitOnIdle: true })
  const engine = await startEngine(connector)
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: repositoryRoot,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    })
    await recordChanges(ownerUrl)
    return appliedMigrationNames
  } catch (error) {
    const name = /migration_name="([^"]+)"/.exec(String(error))?.[1] ?? 'a migration'
    const cause = connector.failure ?? error
    throw new Error(`${name} of ${service} cannot be applied: ${describe(cause, connector.script)}`, { cause })
  } finally {
    engine.free()
    await connector.close()
  }
}

/** New tables record what changes in them from the beginning, as the audit log wants it. */
async function recordChanges(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select platform.record_changes()')
  } finally {
    await client.end()
  }
}

type AppliedMigrations = ReadonlyMap<string, { readonly checksum: string; readonly finished: boolean }>

/** Asked directly, because starting the engine costs more than everything else when there is nothing to do. */
async function appliedMigrations(ownerUrl: string): Promise<AppliedMigrations> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const table = await client.query(`select to_regclass('public._prisma_migrations') is not null as exists`)
    if (!table.rows[0]?.exists) return new Map()
    const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
      `select migration_name as name, checksum, finished_at is not null as finished
       from public._prisma_migrations where rolled_back_at is null`,
    )
    return new Map(rows.map(({ name, ...row }) => [name, row]))
  } finally {
    await client.end()
  }
}

function refuseRewrittenHistory(service: ServiceName, migrations: readonly Migration[], applied: AppliedMigrations) {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const [name, { checksum, finished }] of applied) {
    const migration = known.get(name)
    const problem = !migration
      ? 'is applied but its file is gone'
      : !finished
        ? 'failed halfway'
        : createHash('sha256').update(migration.sql).digest('hex') !== checksum
          ? 'was edited after it was applied'
          : undefined
    if (problem) throw new Error(`The migration ${name} of ${service} ${problem}. "npm run reset" starts afresh.`)
  }
}

interface ApplyMigrationsInput {
  readonly migrationsList: {
    readonly baseDir: string
    readonly lockfile: { readonly path: string; readonly content: string | null }
    readonly shadowDbInitScript: string
    readonly migrationDirectories: readonly {
      readonly path: string
      readonly migrationFile: {
        readonly path: string
        readonly content: { readonly tag: 'ok'; readonly value: string }
      }
    }[]
  }
  readonly filters: { readonly externalTables: readonly string[]; readonly externalEnums: readonly string[] }
}

interface Engine {
  applyMigrations(input: ApplyMigrationsInput): Promise<{ readonly appliedMigrationNames: string[] }>
  free(): void
}

interface EngineModule {
  readonly SchemaEngine: {
    readonly new: (options: { datamodels: undefined }, log: (line: string) => void, adapter: object) => Promise<Engine>
  }
  readonly __wbg_set_wasm: (exports: object) => void
}

/** What Node has, and its type definitions leave to those of browsers. */
interface WebAssemblyApi {
  instantiate(
    program: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ readonly instance: { readonly exports: { readonly __wbindgen_start: () => void } } }>
}

let compiled: Promise<EngineModule> | undefined

/** Prisma's schema engine as WebAssembly: the same migrations as its command, with nothing to download. */
async function startEngine(connector: PrismaPg): Promise<Engine> {
  compiled ??= loadEngine()
  const { SchemaEngine } = await compiled
  const adapter = bindMigrationAwareSqlAdapterFactory(connector)
  return SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter)
}

/**
 * Prisma's adapter cuts a script at every semicolon, also inside function bodies and comments. Sent whole, PostgreSQL
 * parses it itself and runs it in one transaction, as `prisma migrate deploy` does.
 */
class WholeScriptConnector extends PrismaPg {
  failure: unknown
  script = ''
  #adapters: { dispose(): Promise<void> }[] = []

  override async connect() {
    const adapter = await super.connect()
    this.#adapters.push(adapter)
    adapter.executeScript = async (script) => {
      this.script = script
      try {
        await adapter.underlyingDriver().query(script)
      } catch (error) {
        this.failure = error
        throw error
      }
    }
    return adapter
  }

  /** The engine leaves its connections to a pool, which would keep the database in use. */
  async close(): Promise<void> {
    await Promise.all(this.#adapters.map((adapter) => adapter.dispose()))
  }
}

function describe(error: unknown, script: string): string {
  if (!(error instanceof DatabaseError)) return error instanceof Error ? error.message : String(error)
  const line = error.position ? `, line ${script.slice(0, Number(error.position)).split('\n').length}` : ''
  return [`${error.message}${line}`, error.detail, error.hint].filter(Boolean).join('; ')
}

async function loadEngine(): Promise<EngineModule> {
  const require = createRequire(import.meta.url)
  const script = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const module: EngineModule = await import(script)
  const program = readFileSync(script.replace(/\.js$/, '.wasm'))
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }
  const { instance } = await WebAssembly.instantiate(program, { './schema_engine_bg.js': withoutHolding(module) })
  module.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return module
}

/** The engine never cancels the timer of its ten-second lock, which would keep this process alive that long. */
function withoutHolding(module: EngineModule): object {
  const timer = Object.keys(module).find((name) => name.startsWith('__wbg_setTimeout'))
  if (!timer) return module
  return { ...module, [timer]: (run: () => void, milliseconds: number) => setTimeout(run, milliseconds).unref() }
}
