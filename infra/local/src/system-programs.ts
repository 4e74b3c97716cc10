import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getEncrypted } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CertificateFiles, certificateFiles } from './certificates.ts'
import type { Program, ProgramOptions } from './child-process.ts'
import { cacheDirectory, repositoryRoot, type ServiceName, services } from './repository.ts'

const run = promisify(execFile)
const compileCache = join(cacheDirectory, 'node')

export type ProcessName = ServiceName | 'gateway'
export const processNames: readonly ProcessName[] = [...services, 'gateway']

/** The secrets the services of one system share. */
export interface SystemKeys {
  /** With it the gateway signs what it forwards to the services. */
  readonly gatewaySigningKey: string
  /** Identity's private key for access tokens; written by its bootstrap command. */
  readonly privateKeyFile: string
  /** The public keys everyone verifies access tokens with. */
  readonly jwksFile: string
  /** The keys with which identity seals secrets in its tables; written by its bootstrap command. */
  readonly fieldKeysFile: string
  /** The keys with which other services seal fields, each its own; written by their bootstrap commands. */
  readonly sealingKeysFiles: Readonly<Record<SealingService, string>>
}

/** The services that seal fields, beside identity. */
export const sealingServices = ['procurement', 'sales', 'finance'] as const
export type SealingService = (typeof sealingServices)[number]

/** Everything the five services and the gateway are told. */
export interface SystemSettings {
  readonly databaseUrls: Readonly<Record<ServiceName, { readonly app: string; readonly relay: string }>>
  readonly natsUrl: string
  readonly natsSeeds: Readonly<Record<ServiceName, string>>
  readonly keys: SystemKeys
  readonly ports: Readonly<Record<ProcessName, number>>
  readonly logDirectory: string
  readonly logLevel: string
  /** Where tests leave the name of the crash point a service should die at, one file a service. */
  readonly crashDirectory?: string
  /** How often audit logs are verified and sealed; each minute when left out, or as AUDIT_SEAL_SECONDS says. */
  readonly auditSealSeconds?: number
  /** The folder with everybody's certificates, or why nothing is encrypted. */
  readonly tls: { readonly directory: string } | { readonly offReason: string }
  /** What the gateway shows clients; left out, it answers plain HTTP. */
  readonly publicTls?: Omit<CertificateFiles, 'caFile'>
}

export function urlOf(name: ProcessName, settings: Pick<SystemSettings, 'ports' | 'tls' | 'publicTls'>): string {
  const isEncrypted = name === 'gateway' ? settings.publicTls !== undefined : 'directory' in settings.tls
  return `${isEncrypted ? 'https' : 'http'}://127.0.0.1:${settings.ports[name]}`
}

/** How one of the processes is started. */
export function systemProgram(name: ProcessName, settings: SystemSettings): ProgramOptions {
  const entry = name === 'gateway' ? 'gateway/src/main.ts' : `services/${name}/src/main.ts`
  return {
    name,
    command: process.execPath,
    args: [join(repositoryRoot, entry)],
    environment: name === 'gateway' ? gatewayEnvironment(settings) : serviceEnvironmentOf(name, settings),
    workingDirectory: repositoryRoot,
    logFile: join(settings.logDirectory, `${name}.log`),
    stopSignal: 'SIGTERM',
  }
}

function serviceEnvironmentOf(service: ServiceName, settings: SystemSettings): Record<string, string> {
  const auditSealSeconds = settings.auditSealSeconds ?? process.env.AUDIT_SEAL_SECONDS
  return {
    ...commonEnvironment(service, settings),
    DATABASE_URL: settings.databaseUrls[service].app,
    RELAY_DATABASE_URL: settings.databaseUrls[service].relay,
    NATS_URL: settings.natsUrl,
    NATS_NKEY_SEED: settings.natsSeeds[service],
    ...(service === 'identity' ? identityFiles(settings.keys) : {}),
    ...(isSealing(service) ? { FIELD_KEYS_FILE: settings.keys.sealingKeysFiles[service] } : {}),
    ...(auditSealSeconds ? { AUDIT_SEAL_SECONDS: String(auditSealSeconds) } : {}),
    ...(settings.crashDirectory ? { ERP_CRASH_FILE: join(settings.crashDirectory, service) } : {}),
  }
}

function identityFiles({ privateKeyFile, fieldKeysFile }: SystemKeys): Record<string, string> {
  const providersFile = process.env.SIGN_IN_PROVIDERS_FILE
  return {
    TOKEN_SIGNING_KEY_FILE: privateKeyFile,
    FIELD_KEYS_FILE: fieldKeysFile,
    ...(providersFile ? { SIGN_IN_PROVIDERS_FILE: providersFile } : {}),
  }
}

function gatewayEnvironment(settings: SystemSettings): Record<string, string> {
  const urls = services.map((service) => [`${service.toUpperCase()}_URL`, urlOf(service, settings)])
  const shown = settings.publicTls
  return {
    ...commonEnvironment('gateway', settings),
    ...Object.fromEntries(urls),
    ...(shown ? { PUBLIC_TLS_CERT_FILE: shown.certFile, PUBLIC_TLS_KEY_FILE: shown.keyFile } : {}),
    GRAPHIQL: 'on',
  }
}

function commonEnvironment(name: ProcessName, settings: SystemSettings): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: compileCache, // a warm start need not parse and strip every source again
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(settings.ports[name]),
    GATEWAY_SIGNING_KEY: settings.keys.gatewaySigningKey,
    TOKEN_JWKS_FILE: settings.keys.jwksFile,
    LOG_LEVEL: settings.logLevel,
    ...transitEnvironment(name, settings.tls),
  }
}

function transitEnvironment(name: ProcessName, tls: SystemSettings['tls']): Record<string, string> {
  if ('offReason' in tls) return { TLS_OFF_REASON: tls.offReason }
  const { caFile, certFile, keyFile } = certificateFiles(name, tls.directory)
  return { TLS_CA_FILE: caFile, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }
}

/** Waits until a process says it is ready; fails when it ends or takes longer than `withinMs`. */
export async function untilReady(program: Program, url: string, logFile: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline && !program.hasExited()) {
    if (await isReady(program.name, url)) return
    await new Promise((done) => setTimeout(done, 50))
  }
  const state = program.hasExited() ? 'ended' : `was not ready after ${withinMs / 1000} s`
  throw new Error(`${program.name} ${state}; its log is ${logFile}.`)
}

/** Asks as the operator: encrypted, only the process of this name is believed. */
export function isReady(name: string, url: string): Promise<boolean> {
  return new Promise((done) => {
    const answered = (answer: IncomingMessage) => {
      answer.resume()
      done(answer.statusCode === 200)
    }
    const signal = AbortSignal.timeout(2_000)
    const request = url.startsWith('https:')
      ? getEncrypted(`${url}/readyz`, { signal, agent: false, ...asOperator(name) }, answered)
      : getPlain(`${url}/readyz`, { signal, agent: false }, answered)
    request.once('error', () => done(false))
  })
}

function asOperator(name: string) {
  const { caFile, certFile, keyFile } = certificateFiles('operator')
  const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file))
  return { ca, cert, key, servername: name === 'gateway' ? 'localhost' : name }
}

export interface Administrator {
  readonly username: string
  readonly password: string
}

/** Makes the keys with which a service seals fields; those that are there stay. */
export async function makeSealingKeys(service: SealingService, { keys }: SystemSettings): Promise<void> {
  const FIELD_KEYS_FILE = keys.sealingKeysFiles[service]
  await run(process.execPath, [join(repositoryRoot, 'services', service, 'src/bootstrap.ts')], {
    cwd: repositoryRoot,
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCache, FIELD_KEYS_FILE },
  })
}

function isSealing(service: ServiceName): service is SealingService {
  return sealingServices.some((one) => one === service)
}

/**
 * Creates identity's signing keys and the first administrator through identity's own command. Doing it again changes
 * nothing: the password given must then be the one given before.
 */
export async function bootstrapIdentity(settings: SystemSettings, administrator: Administrator): Promise<void> {
  await run(process.execPath, [join(repositoryRoot, 'services/identity/src/bootstrap.ts')], {
    cwd: repositoryRoot,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: compileCache,
      DATABASE_URL: settings.databaseUrls.identity.app,
      ...identityFiles(settings.keys),
      TOKEN_JWKS_FILE: settings.keys.jwksFile,
      ADMINISTRATOR_USERNAME: administrator.username,
      ADMINISTRATOR_PASSWORD: administrator.password,
    },
  })
}
