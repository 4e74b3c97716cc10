import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { downloadNatsServer } from './nats-download.ts'
import { unpackNatsServerFromDebian } from './nats-from-debian.ts'
import { cacheDirectory, ensureDirectory } from './repository.ts'

const run = promisify(execFile)

/** 2.10.20 to 2.10.22 can forget a whole stream after a kill, even with `sync_interval: always` (nats-server#6888). */
export const oldestNatsServer = '2.10.23'

/**
 * Finds a nats-server that keeps what it acknowledges: on PATH, in the project's cache, the official archive of a
 * pinned version, or the distribution package of Debian, unpacked into the cache without being installed.
 */
export async function findNatsServer(report: (step: string) => void): Promise<string> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, executable('nats-server'))
    if (existsSync(path) && (await isUsable(path))) return path
  }
  const cached = join(ensureDirectory(join(cacheDirectory, 'nats-server')), executable('nats-server'))
  if (existsSync(cached) && (await isUsable(cached))) return cached

  const failures: string[] = []
  for (const source of [downloadNatsServer, unpackNatsServerFromDebian]) {
    try {
      const origin = await source(cached, report)
      if (await isUsable(cached)) return cached
      failures.push(`${origin} does not run here`)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(
    [
      `There is no nats-server of version ${oldestNatsServer} or later. Tried PATH, ${cached}, and:`,
      ...failures.map((failure) => `  - ${failure}`),
      'Install nats-server so that it is on PATH (https://nats.io/download), or set NATS_URL to a running one.',
    ].join('\n'),
  )
}

/** The version of a nats-server program, such as 2.12.1, or undefined when it does not run. */
export async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 60_000 })
    return /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

/** True when `version` is `oldest` or later, both as three numbers with dots. */
export function isAtLeast(version: string, oldest: string): boolean {
  const left = version.split('.').map(Number)
  const right = oldest.split('.').map(Number)
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

async function isUsable(path: string): Promise<boolean> {
  const version = await versionOf(path)
  return version !== undefined && isAtLeast(version, oldestNatsServer)
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}
