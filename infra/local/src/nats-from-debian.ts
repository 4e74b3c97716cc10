import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { placeExecutable } from './nats-download.ts'
import { ensureDirectory } from './repository.ts'

const run = promisify(execFile)

/** Suites whose nats-server is new enough, the one with the newer server first. */
const suites = ['testing', 'trixie']
const systemKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * Puts the nats-server of Debian's own package at `target`. apt is given lists and a cache of its own, so nothing of
 * the system changes and no privilege is needed; apt verifies the archive's signature as always.
 */
export async function unpackNatsServerFromDebian(target: string, report: (step: string) => void): Promise<string> {
  if (!existsSync('/usr/bin/apt-get')) throw new Error('this is no Debian or Ubuntu: there is no apt-get')
  const directory = mkdtempSync(join(dirname(target), 'debian-'))
  const failures: string[] = []
  try {
    const keyring = await findKeyring(directory)
    for (const suite of suites) {
      report(`unpacking the nats-server package of Debian ${suite}`)
      try {
        const program = await unpack(ensureDirectory(join(directory, suite)), suite, keyring)
        placeExecutable(program, target)
        return `the nats-server package of Debian ${suite}`
      } catch (error) {
        failures.push(`${suite}: ${firstLine(error)}`)
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  throw new Error(`Debian's nats-server package cannot be had (${failures.join('; ')})`)
}

async function unpack(directory: string, suite: string, keyring: string): Promise<string> {
  const sources = join(directory, 'sources.list')
  const mirror = process.env.DEBIAN_MIRROR ?? 'http://deb.debian.org/debian'
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`)
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State': ensureDirectory(join(directory, 'state')),
    'Dir::State::Lists': ensureDirectory(join(directory, 'lists')),
    'Dir::Cache': ensureDirectory(join(directory, 'cache')),
    'Dir::Log': ensureDirectory(join(directory, 'log')),
    'Dir::State::status': '/var/lib/dpkg/status',
    'APT::Sandbox::User': process.env.USER ?? 'root',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  await apt(directory, [...options, '--error-on=any', 'update'])
  await apt(directory, [...options, 'download', 'nats-server'])
  const packageFile = readdirSync(directory).find((name) => name.endsWith('.deb'))
  if (!packageFile) throw new Error('apt-get downloaded no package')
  await run('dpkg', ['-x', join(directory, packageFile), join(directory, 'root')])
  for (const folder of ['usr/sbin', 'usr/bin']) {
    const program = join(directory, 'root', folder, 'nats-server')
    if (existsSync(program)) return program
  }
  throw new Error(`${packageFile} holds no nats-server`)
}

/** Debian brings the keys of its archive; on Ubuntu they are in a package of the same name, which is unpacked. */
async function findKeyring(directory: string): Promise<string> {
  if (existsSync(systemKeyring)) return systemKeyring
  const folder = ensureDirectory(join(directory, 'keyring'))
  await apt(folder, ['download', 'debian-archive-keyring'])
  const packageFile = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (!packageFile) throw new Error('the keys of the Debian archive cannot be had')
  await run('dpkg', ['-x', join(folder, packageFile), folder])
  return join(folder, systemKeyring)
}

async function apt(workingDirectory: string, args: readonly string[]): Promise<void> {
  await run('apt-get', ['-qq', ...args], { cwd: workingDirectory, timeout: 180_000, maxBuffer: 10_000_000 })
}

function firstLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n')[0] ?? text
}
