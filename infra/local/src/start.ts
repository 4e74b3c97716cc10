import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { certificateFiles, ensureCertificates, tlsDirectory } from './certificates.ts'
import { generateCode } from './codegen.ts'
import { ensureDatabase, ensureRoles, roleUrl } from './databases.ts'
import { loadDemoData } from './demo.ts'
import { demoQueries } from './demo-queries.ts'
import { freePort } from './free-port.ts'
import { migrate } from './migrate.ts'
import { findNatsServer } from './nats-binary.ts'
import { natsConfiguration, natsUrlOf } from './nats-server.ts'
import { logDirectory, natsPart, postgresPart, provisionStreams, systemPart } from './parts.ts'
import { superuserUrlOf } from './postgres.ts'
import { createProgress, type Progress } from './progress.ts'
import { ensureDirectory, localDirectory, type ServiceName, services } from './repository.ts'
import { rereadCertificates } from './reread-certificates.ts'
import { keysOf, loadSecrets, type Secrets } from './secrets.ts'
import { removeStackFile, runningStack, type StackFile, writeStackFile } from './stack-file.ts'
import { stopLeftovers } from './stop-leftovers.ts'
import { describeStack } from './summary.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { lastSupervisor, removeSupervisorFile, runningSupervisor, writeSupervisorFile } from './supervisor-file.ts'
import {
  bootstrapIdentity,
  makeSealingKeys,
  type ProcessName,
  processNames,
  type SystemSettings,
  sealingServices,
  urlOf,
} from './system-programs.ts'

/** The order of stopping: first who takes requests, last who keeps the data. */
const stopOrder = [['gateway'], services, ['nats-server'], ['postgres']]

/** Starts everything on this machine and keeps it running until Ctrl-C or `npm stop`. */
async function start(): Promise<void> {
  const running = runningSupervisor()
  if (running) {
    const ready = runningStack()
    process.stdout.write(ready ? `It runs already.\n${describeStack(ready)}` : 'It is being started already.\n')
    return
  }
  const startedAt = performance.now()
  const progress = createProgress()
  progress.say('Starting the ERP on this machine; everything it keeps is in .local/.')
  await stopLeftovers(lastSupervisor())
  removeStackFile()

  let stack: StackFile | undefined
  const supervisor: Supervisor = createSupervisor(progress.say, () => {
    writeSupervisorFile({ pid: process.pid, processes: supervisor.states() })
    if (stack) writeStackFile({ ...stack, processes: supervisor.states() })
  })
  writeSupervisorFile({ pid: process.pid, processes: [] })
  stopOnSignals(supervisor, progress)
  try {
    const facts = await startServers(supervisor, progress)
    keepCertificatesFresh(supervisor, progress)
    await startServices(supervisor, progress, facts)
    stack = await describe(supervisor, progress, facts)
    writeStackFile(stack)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    progress.say(`Ready after ${seconds} s.\n${describeStack(stack)}`)
  } catch (error) {
    progress.say(`\nThe start failed: ${error instanceof Error ? error.message : String(error)}`)
    await supervisor.stop(stopOrder)
    removeSupervisorFile()
    process.exit(1)
  }
}

interface Facts {
  readonly secrets: Secrets
  readonly settings: SystemSettings
  readonly superuserUrl: string
  /** Nothing was here before: an administrator and demo data are wanted. */
  readonly fresh: boolean
}

/** Each day, so that a system that runs for years never meets the end of a certificate. */
function keepCertificatesFresh(supervisor: Supervisor, progress: Progress): void {
  const renew = async () => {
    const renewed = (await ensureCertificates()).filter(({ isNew }) => isNew)
    if (renewed.length === 0) return
    rereadCertificates(supervisor.states())
    progress.say(`Renewed the certificates of ${renewed.map(({ name }) => name).join(', ')}.`)
  }
  const report = (error: unknown) => progress.say(`Certificates could not be renewed: ${String(error)}`)
  setInterval(() => void renew().catch(report), 24 * 60 * 60 * 1_000).unref()
}

/** PostgreSQL, NATS and generated sources do not wait for each other. */
async function startServers(supervisor: Supervisor, progress: Progress): Promise<Facts> {
  const secrets = loadSecrets()
  await ensureCertificates()
  const fresh = !existsSync(join(localDirectory, 'postgres', 'PG_VERSION'))
  const postgresPort = await freePort()
  const superuserUrl = superuserUrlOf(postgresPort, secrets.superuserPassword, certificateFiles('postgres').caFile)
  const [natsUrl] = await Promise.all([
    startNats(supervisor, progress, secrets),
    progress.step('sources generated', generateCode),
    (async () => {
      await progress.step('PostgreSQL', () => supervisor.run(postgresPart(postgresPort, secrets)))
      await progress.step('five databases, migrated', () => prepareDatabases(superuserUrl, secrets))
    })(),
  ])
  return { secrets, superuserUrl, fresh, settings: await settingsOf(secrets, superuserUrl, natsUrl) }
}

/** `NATS_URL` names a server of the user's own; it must know the users of `.local/nats/nats.conf`. */
async function startNats(supervisor: Supervisor, progress: Progress, secrets: Secrets): Promise<string> {
  const given = process.env.NATS_URL
  if (given) {
    const directory = ensureDirectory(join(localDirectory, 'nats'))
    const accounts = [{ name: 'ERP', users: secrets.natsUsers }]
    const configuration = {
      listen: '0.0.0.0:4222',
      storeDirectory: join(directory, 'store'),
      accounts,
      tls: certificateFiles('nats-server'),
    }
    writeFileSync(join(directory, 'nats.conf'), natsConfiguration(configuration), { mode: 0o600 })
    await progress.step(`streams on ${given}`, () => provisionStreams(given, secrets.natsUsers))
    return given
  }
  return progress.step('nats-server', async (detail) => {
    const port = await freePort()
    await supervisor.run(natsPart(await findNatsServer(detail), port, secrets))
    return natsUrlOf(port, true)
  })
}

async function prepareDatabases(superuserUrl: string, secrets: Secrets): Promise<void> {
  await ensureRoles(superuserUrl, secrets.rolePasswords)
  await Promise.all(
    services.map(async (service) => {
      await ensureDatabase(superuserUrl, { name: databaseName(service), service })
      await migrate(service, roleUrl(superuserUrl, databaseName(service), service, 'owner', secrets.rolePasswords))
    }),
  )
}

async function settingsOf(secrets: Secrets, superuserUrl: string, natsUrl: string): Promise<SystemSettings> {
  const url = (service: ServiceName, purpose: 'app' | 'relay') =>
    roleUrl(superuserUrl, databaseName(service), service, purpose, secrets.rolePasswords)
  const ports = await Promise.all(processNames.map(async (name) => [name, await portOf(name)] as const))
  const seed = (service: ServiceName) => secrets.natsUsers.find((user) => user.name === service)?.seed ?? ''
  return {
    databaseUrls: record((service) => ({ app: url(service, 'app'), relay: url(service, 'relay') })),
    natsUrl,
    natsSeeds: record(seed),
    keys: keysOf(secrets),
    ports: Object.fromEntries(ports) as Record<ProcessName, number>,
    logDirectory,
    logLevel: process.env.LOG_LEVEL ?? 'info',
    tls: { directory: tlsDirectory },
    ...(process.env.GATEWAY_HTTPS === 'on' ? { publicTls: certificateFiles('public') } : {}),
  }
}

/** People bookmark the gateway, so it keeps its port when that is free; `GATEWAY_PORT` chooses another. */
function portOf(name: ProcessName): Promise<number> {
  return name === 'gateway' ? freePort(Number(process.env.GATEWAY_PORT ?? 4000)) : freePort()
}

async function startServices(supervisor: Supervisor, progress: Progress, facts: Facts): Promise<void> {
  const { settings, secrets } = facts
  const { privateKeyFile, fieldKeysFile, sealingKeysFiles } = settings.keys
  const missing = sealingServices.filter((service) => !existsSync(sealingKeysFiles[service]))
  await Promise.all(missing.map((service) => makeSealingKeys(service, settings)))
  if (facts.fresh || ![privateKeyFile, fieldKeysFile].every((file) => existsSync(file))) {
    await progress.step('first administrator', () => bootstrapIdentity(settings, secrets.administrator))
  }
  await progress.step('five services and the gateway', () =>
    Promise.all(processNames.map((name) => supervisor.run(systemPart(name, settings)))),
  )
}

async function describe(supervisor: Supervisor, progress: Progress, facts: Facts): Promise<StackFile> {
  const { secrets, settings, superuserUrl } = facts
  const gatewayUrl = urlOf('gateway', settings)
  const graphqlUrl = `${gatewayUrl}/graphql`
  if (settings.publicTls) trustAuthority()
  const demo = await loadDemoData(graphqlUrl, secrets, progress)
  const url = (service: ServiceName, purpose: 'app' | 'report' | 'owner') =>
    roleUrl(superuserUrl, databaseName(service), service, purpose, secrets.rolePasswords)
  return {
    supervisorPid: process.pid,
    startedAt: new Date().toISOString(),
    gatewayUrl,
    graphqlUrl,
    graphiqlUrl: `${gatewayUrl}/graphiql`,
    logins: demo.logins,
    queries: demoQueries(demo),
    databases: record((service) => ({
      name: databaseName(service),
      app: url(service, 'app'),
      report: url(service, 'report'),
      owner: url(service, 'owner'),
    })),
    postgresUrl: superuserUrl,
    natsUrl: settings.natsUrl,
    authorityFile: certificateFiles('operator').caFile,
    logDirectory,
    processes: supervisor.states(),
  }
}

/** This process asks the gateway too, which then shows a certificate of this machine's own authority. */
function trustAuthority(): void {
  const { caFile } = certificateFiles('operator')
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(caFile, 'utf8')])
}

/** Stops everything in order at the first signal, and at once at the second. */
function stopOnSignals(supervisor: Supervisor, progress: Progress): void {
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(1) // the guards of the processes stop them
    stopping = true
    progress.say('\nStopping …')
    await supervisor.stop(stopOrder)
    removeSupervisorFile()
    removeStackFile()
    progress.say('Stopped. "npm start" continues where it was, "npm run reset" removes everything.')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

function databaseName(service: ServiceName): string {
  return `erp_${service}`
}

function record<Value>(value: (service: ServiceName) => Value): Record<ServiceName, Value> {
  return Object.fromEntries(services.map((service) => [service, value(service)])) as Record<ServiceName, Value>
}

await start()
