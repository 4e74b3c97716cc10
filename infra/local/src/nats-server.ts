import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { type CertificateFiles, certificateFiles } from './certificates.ts'
import { startProgram } from './child-process.ts'
import { inboxPrefix, type NatsUser, permissionsOf } from './nats-users.ts'
import { ensureDirectory } from './repository.ts'

export interface NatsAccount {
  readonly name: string
  readonly users: readonly NatsUser[]
}

export interface NatsServerOptions {
  readonly binary: string
  /** Holds the configuration and the store. */
  readonly directory: string
  readonly port: number
  readonly accounts: readonly NatsAccount[]
  readonly logFile: string
  /** Takes encrypted connections only, from whoever shows a certificate of the authority. */
  readonly tls?: CertificateFiles
}

export interface NatsServer {
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
  readonly signal: (signal: NodeJS.Signals) => void
  readonly exited: Promise<unknown>
}

/** Starts a nats-server that has every message on disk before it acknowledges it. */
export async function startNatsServer(options: NatsServerOptions): Promise<NatsServer> {
  const directory = ensureDirectory(resolve(options.directory))
  const configuration = join(directory, 'nats.conf')
  writeFileSync(
    configuration,
    natsConfiguration({
      listen: `127.0.0.1:${options.port}`,
      storeDirectory: join(directory, 'store'),
      accounts: options.accounts,
      ...(options.tls ? { tls: options.tls } : {}),
    }),
    { mode: 0o600 },
  )
  const program = startProgram({
    name: 'nats-server',
    command: options.binary,
    args: ['-c', configuration],
    logFile: options.logFile,
    stopSignal: 'SIGTERM',
  })
  const url = natsUrlOf(options.port, options.tls !== undefined)
  const user = options.accounts[0]?.users[0]
  if (!user) throw new Error('A nats-server needs at least one account with a user.')
  await untilReady(url, user, program.hasExited, options.logFile)
  return {
    url,
    pid: program.pid,
    stop: async () => void (await program.stop()),
    signal: program.signal,
    exited: program.exited,
  }
}

/** `tls://` says that the server is to prove itself, and wants the same of its clients. */
export function natsUrlOf(port: number, isEncrypted: boolean): string {
  return `${isEncrypted ? 'tls' : 'nats'}://127.0.0.1:${port}`
}

/** Connects as one of our users, to `tls://` with the operator's certificate; requests are answered on that user's own inbox. */
export function connectNats(url: string, user: NatsUser, reconnect = true): Promise<NatsConnection> {
  return connect({
    servers: url,
    name: user.name,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(user.seed)),
    inboxPrefix: inboxPrefix(user.name),
    reconnect,
    timeout: 5_000,
    ...(url.startsWith('tls:') ? { tls: certificateFiles('operator') } : {}),
  })
}

export interface NatsConfiguration {
  readonly listen: string
  readonly storeDirectory: string
  readonly accounts: readonly NatsAccount[]
  readonly tls?: CertificateFiles
}

/**
 * The server's configuration. `sync_interval: always` because anything less loses acknowledged messages when the
 * power fails. The limit of the store is far above what a disk holds: a stream's own limit is what counts, and the
 * server would otherwise refuse streams whose limits add up to more than it guesses it may use. A client that starts on a
 * busy machine has 15 s to say who it is; after the usual 2 s it would be sent away for good.
 */
export function natsConfiguration(configuration: NatsConfiguration): string {
  const quote = (text: string) => JSON.stringify(text)
  const list = (subjects: readonly string[]) => `[${subjects.map(quote).join(', ')}]`
  const user = (one: NatsUser) => {
    const { publish, subscribe } = permissionsOf(one.name)
    const permissions = `publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} }`
    return `      # ${one.name}\n      { nkey: ${one.publicKey}, permissions: { ${permissions} } }`
  }
  const account = ({ name, users }: NatsAccount) =>
    `  ${name}: {\n    jetstream: enabled\n    users: [\n${users.map(user).join('\n')}\n    ]\n  }`
  const tls = configuration.tls
    ? `tls { cert_file: ${quote(configuration.tls.certFile)}, key_file: ${quote(configuration.tls.keyFile)}, ca_file: ${quote(configuration.tls.caFile)}, verify: true, timeout: 15 }\n`
    : ''
  return `listen: ${quote(configuration.listen)}
server_name: erp
max_payload: 1MB
authorization { timeout: 15 }
${tls}jetstream {
  store_dir: ${quote(configuration.storeDirectory)}
  sync_interval: always
  max_memory_store: 64MB
  max_file_store: 16TB
}
accounts {
${configuration.accounts.map(account).join('\n')}
}
`
}

async function untilReady(url: string, user: NatsUser, hasExited: () => boolean, logFile: string): Promise<void> {
  const deadline = Date.now() + 30_000
  let cause: unknown
  while (Date.now() < deadline && !hasExited()) {
    try {
      await (await connectNats(url, user, false)).close()
      return
    } catch (error) {
      cause = error
      await new Promise((done) => setTimeout(done, 25))
    }
  }
  throw new Error(`nats-server did not become ready; its log is ${logFile}.`, { cause })
}
