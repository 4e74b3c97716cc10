import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createRolePasswords,
  dropDatabase,
  ensureDatabase,
  ensureRoles,
  migrate,
  type NatsAccount,
  type RolePasswords,
  roleUrl,
  type ServiceName,
} from '@erp/local'
import { Client } from 'pg'
import { createTestKeys, type TestKeys } from './keys.ts'
import { startStack, type TestStack } from './stack.ts'
import { type RunningSystem, type SystemFacts, startSystemProcesses } from './system-processes.ts'

/** What every test file of a run shares. */
export interface RunFacts {
  /** Begins the name of every database of this run. */
  readonly prefix: string
  readonly directory: string
  readonly superuserUrl: string
  readonly natsUrl: string
  readonly passwords: RolePasswords
  readonly keys: TestKeys
}

/**
 * One test run, in the process that runs vitest. Servers, templates and the shared system are made when a test file
 * first asks for them, so that tests of pure rules wait for nothing.
 */
export interface TestRun {
  readonly facts: () => Promise<RunFacts>
  /** The name of the migrated database of a service that test files copy. */
  readonly template: (service: ServiceName) => Promise<string>
  readonly claimAccount: () => Promise<NatsAccount>
  readonly releaseAccount: (name: string) => Promise<void>
  readonly system: () => Promise<SystemFacts>
  readonly stop: () => Promise<void>
}

export function createTestRun(): TestRun {
  const prefix = `test_${randomBytes(4).toString('hex')}`
  const directory = once(() => mkdtemp(join(tmpdir(), 'erp-test-')))
  const stack = once(async () => startStack(await directory()))
  const facts = once(async (): Promise<RunFacts> => {
    const { superuserUrl, natsUrl } = await stack()
    const passwords = createRolePasswords()
    await ensureRoles(superuserUrl, passwords)
    const folder = await directory()
    return { prefix, directory: folder, superuserUrl, natsUrl, passwords, keys: createTestKeys(folder) }
  })
  const templates = new Map<ServiceName, Promise<string>>()
  const template = (service: ServiceName) => {
    const known = templates.get(service) ?? facts().then((run) => createTemplate(run, service))
    templates.set(service, known)
    return known
  }
  const accounts = accountPool(stack)
  let running: Promise<RunningSystem> | undefined
  const system = async () => {
    running ??= facts().then(async (run) =>
      startSystemProcesses({
        run,
        name: 'shared',
        template,
        nats: { url: run.natsUrl, account: await accounts.claim() },
      }),
    )
    return (await running).facts
  }
  const stop = async () => {
    await (await running?.catch(() => undefined))?.stop()
    if (!stack.started()) return
    const started = await stack().catch(() => undefined)
    if (started && process.env.TEST_STACK === 'external') await dropDatabases(started.superuserUrl, prefix)
    await started?.stop()
    await rm(await directory(), { recursive: true, force: true })
  }
  return { facts, template, claimAccount: accounts.claim, releaseAccount: accounts.release, system, stop }
}

async function createTemplate(run: RunFacts, service: ServiceName): Promise<string> {
  const name = `${run.prefix}_template_${service}`
  await ensureDatabase(run.superuserUrl, { name, service })
  await migrate(service, roleUrl(run.superuserUrl, name, service, 'owner', run.passwords))
  return name
}

/** Servers of others are left as they were found. */
async function dropDatabases(superuserUrl: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  await client.end()
  for (const { name } of rows) await dropDatabase(superuserUrl, name)
}

function accountPool(stack: () => Promise<TestStack>) {
  let free: NatsAccount[] | undefined
  const taken = new Map<string, NatsAccount>()
  return {
    claim: async () => {
      free ??= [...(await stack()).accounts]
      const account = free.shift()
      if (!account) throw new Error('Every NATS account of this test run is taken.')
      taken.set(account.name, account)
      return account
    },
    release: async (name: string) => {
      const account = taken.get(name)
      taken.delete(name)
      if (account) free?.push(account)
    },
  }
}

/** Runs `make` at the first call only; everyone gets the same promise. */
function once<T>(make: () => Promise<T>): (() => Promise<T>) & { readonly started: () => boolean } {
  let made: Promise<T> | undefined
  const get = () => {
    made ??= make()
    return made
  }
  return Object.assign(get, { started: () => made !== undefined })
}
