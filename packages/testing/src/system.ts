import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Administrator, ProcessName, ServiceName } from '@erp/local'
import { afterAll } from 'vitest'
import { askRun } from './ask-run.ts'
import type { RunFacts } from './run.ts'
import { createOwnNats } from './stack.ts'
import { type SystemFacts, type SystemParts, startSystemProcesses } from './system-processes.ts'
import { openTestDatabase, type TestDatabase } from './use-database.ts'
import { openNats, provisionForTests, type TestNats } from './use-nats.ts'

/** The whole system, running. */
export interface TestSystem {
  readonly gatewayUrl: string
  readonly service: (name: ServiceName) => { readonly url: string }
  readonly database: (service: ServiceName) => TestDatabase
  readonly nats: TestNats
  /** Created by identity's bootstrap; belongs to no company and may register one. */
  readonly administrator: Administrator
  /** One log file a process. */
  readonly logDirectory: string
}

/** A system of one test file's own, which it may break. */
export interface OwnSystem extends TestSystem {
  /** Kills a process (SIGKILL) and waits until it is gone. Nothing starts it again by itself. */
  readonly kill: (name: ProcessName) => Promise<void>
  readonly start: (name: ProcessName) => Promise<void>
  /** Stops a process where it is (SIGSTOP): its connections stay open and nobody answers, until it is resumed. */
  readonly pause: (name: ProcessName) => void
  readonly resume: (name: ProcessName) => void
  /** The service kills itself the next time it comes to this crash point (`<service>:<point>:<label>`). */
  readonly armCrash: (service: ServiceName, crashPoint: string) => Promise<{ readonly crashed: Promise<void> }>
  readonly nats: TestNats & {
    readonly kill: () => Promise<void>
    /** Removes everything it stored, streams and durables too; only while it is dead. */
    readonly wipe: () => Promise<void>
    /** Starts it again, and creates the streams that are missing. */
    readonly start: () => Promise<void>
  }
}

/** The system every scenario of the run shares. A scenario registers a company of its own and breaks nothing. */
export async function useSystem(): Promise<TestSystem> {
  const run = await askRun('facts', {})
  const system = await openSystem(run, await askRun('system', {}))
  afterAll(system.close)
  return system
}

/** A system of this test file alone: own databases, own nats-server. Stopped after the file. */
export async function startSystem(options: Pick<SystemParts, 'auditSealSeconds'> = {}): Promise<OwnSystem> {
  const run = await askRun('facts', {})
  const name = `own_${randomBytes(4).toString('hex')}`
  const server = await createOwnNats(join(run.directory, name))
  await server.start()
  const processes = await startSystemProcesses({
    ...options,
    run,
    name,
    template: (service) => askRun('template', { service }),
    nats: { url: server.url, account: server.account },
  }).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  const system = await openSystem(run, processes.facts)
  afterAll(async () => {
    await processes.stop()
    await system.close()
    await server.stop()
  }, 60_000)
  return {
    ...system,
    kill: processes.kill,
    start: processes.start,
    pause: (name) => processes.signal(name, 'SIGSTOP'),
    resume: (name) => processes.signal(name, 'SIGCONT'),
    armCrash: async (service, crashPoint) => {
      processes.armCrash(service, crashPoint)
      return { crashed: processes.exitOf(service).then(() => undefined) }
    },
    nats: {
      ...system.nats,
      kill: server.kill,
      wipe: server.wipe,
      start: async () => {
        await server.start()
        const provisioner = openNats(server.url, server.account)
        await provisionForTests(provisioner)
        await provisioner.close()
      },
    },
  }
}

async function openSystem(run: RunFacts, facts: SystemFacts) {
  const nats = openNats(facts.nats.url, facts.nats.account)
  const databases = new Map<ServiceName, TestDatabase>()
  const database = (service: ServiceName) => {
    const name = facts.databases[service]
    const known = databases.get(service) ?? openTestDatabase(run.superuserUrl, name, service, run.passwords)
    databases.set(service, known)
    return known
  }
  return {
    gatewayUrl: facts.urls.gateway,
    service: (name: ServiceName) => ({ url: facts.urls[name] }),
    database,
    nats,
    administrator: facts.administrator,
    logDirectory: facts.logDirectory,
    close: async () => {
      await nats.close()
      await Promise.all([...databases.values()].map((one) => one.close()))
    },
  }
}
