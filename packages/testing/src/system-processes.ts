import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Administrator,
  bootstrapIdentity,
  ensureDatabase,
  freePort,
  type NatsAccount,
  type ProcessName,
  type Program,
  processNames,
  roleUrl,
  type ServiceName,
  type SystemSettings,
  services,
  startProgram,
  systemProgram,
  untilReady,
  urlOf,
} from '@erp/local'
import type { RunFacts } from './run.ts'
import { openNats, provisionForTests } from './use-nats.ts'

/** What a test needs to talk to a running system. */
export interface SystemFacts {
  readonly urls: Readonly<Record<ProcessName, string>>
  /** Database names by service. */
  readonly databases: Readonly<Record<ServiceName, string>>
  readonly nats: { readonly url: string; readonly account: NatsAccount }
  readonly administrator: Administrator
  readonly logDirectory: string
}

/** Five services and the gateway as processes of whoever started them. */
export interface RunningSystem {
  readonly facts: SystemFacts
  /** Starts a process that does not run, and waits until it is ready. */
  readonly start: (name: ProcessName) => Promise<void>
  readonly kill: (name: ProcessName) => Promise<void>
  readonly exitOf: (name: ProcessName) => Promise<unknown>
  readonly signal: (name: ProcessName, signal: NodeJS.Signals) => void
  /** Lets a service die the next time it comes to this crash point. */
  readonly armCrash: (service: ServiceName, crashPoint: string) => void
  readonly stop: () => Promise<void>
}

export interface SystemParts {
  readonly run: RunFacts
  /** Distinguishes the databases and logs of several systems of one run. */
  readonly name: string
  readonly template: (service: ServiceName) => Promise<string>
  readonly nats: { readonly url: string; readonly account: NatsAccount }
  /** How often audit logs are sealed; so seldom when left out that nothing comes by itself and keeps a system from rest. */
  readonly auditSealSeconds?: number
}

/** Makes databases and streams, creates the first administrator and starts every process. */
export async function startSystemProcesses(parts: SystemParts): Promise<RunningSystem> {
  const { run, nats } = parts
  const databases = await createDatabases(parts)
  const provisioner = openNats(nats.url, nats.account)
  await provisionForTests(provisioner)
  await provisioner.close()

  const settings = await settingsOf(parts, databases)
  const administrator = { username: 'admin', password: 'Correct-Horse-7-Battery' }
  await bootstrapIdentity(settings, administrator)

  const programs = new Map<ProcessName, Program>()
  const start = async (name: ProcessName) => {
    const running = programs.get(name)
    if (running && !running.hasExited()) return
    const options = systemProgram(name, settings)
    const program = startProgram(options)
    programs.set(name, program)
    await untilReady(program, urlOf(name, settings), options.logFile)
  }
  const stop = async () => {
    await programs.get('gateway')?.stop()
    await Promise.all([...programs.values()].map((program) => program.stop()))
  }
  try {
    await Promise.all(services.map(start))
    await start('gateway')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    facts: {
      urls: record(processNames, (name) => urlOf(name, settings)),
      databases,
      nats,
      administrator,
      logDirectory: settings.logDirectory,
    },
    start,
    kill: async (name) => {
      const program = programs.get(name)
      program?.signal('SIGKILL')
      await program?.exited
    },
    exitOf: async (name) => programs.get(name)?.exited,
    signal: (name, signal) => programs.get(name)?.signal(signal),
    armCrash: (service, crashPoint) => writeFileSync(join(crashDirectory(run, parts.name), service), crashPoint),
    stop: async () => {
      await stop()
      rmSync(crashDirectory(run, parts.name), { recursive: true, force: true })
    },
  }
}

async function createDatabases({ run, name, template }: SystemParts): Promise<Record<ServiceName, string>> {
  const databases = record(services, (service) => `${run.prefix}_${name}_${service}`)
  await Promise.all(
    services.map(async (service) =>
      ensureDatabase(run.superuserUrl, { name: databases[service], service, template: await template(service) }),
    ),
  )
  return databases
}

async function settingsOf(
  { run, name, nats, auditSealSeconds = 3_600 }: SystemParts,
  databases: Record<ServiceName, string>,
) {
  const url = (service: ServiceName, purpose: 'app' | 'relay') =>
    roleUrl(run.superuserUrl, databases[service], service, purpose, run.passwords)
  const ports = await Promise.all(processNames.map(async (process) => [process, await freePort()] as const))
  const directory = crashDirectory(run, name)
  mkdirSync(directory, { recursive: true })
  return {
    databaseUrls: record(services, (service) => ({ app: url(service, 'app'), relay: url(service, 'relay') })),
    natsUrl: nats.url,
    natsSeeds: record(services, (service) => openNats(nats.url, nats.account).seedOf(service)),
    keys: run.keys,
    ports: Object.fromEntries(ports) as Record<ProcessName, number>,
    logDirectory: join(process.env.TEST_LOG_DIRECTORY ?? join(run.directory, 'logs'), name),
    logLevel: process.env.TEST_LOG_LEVEL ?? 'warn',
    crashDirectory: directory,
    tls: { offReason: 'A test run keeps to one machine' },
    auditSealSeconds,
  } satisfies SystemSettings
}

function crashDirectory(run: RunFacts, name: string): string {
  return join(run.directory, `crash-${name}`)
}

function record<Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>
}
