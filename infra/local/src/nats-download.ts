import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const version = '2.14.1'

/** SHA-256 of the official archives, as the Dockerfile of the official image of this version lists them. */
const checksums: Readonly<Record<string, string>> = {
  'linux-amd64': '4638c389af67d4c747f5b3e6a9d363bfe8f6b86de37d7c4ee3a36b283a5c2ce2',
  'linux-arm64': '0bdd20ad850e66a484dcb126f6ce610079520b56d9e8518d099e0864ab8171a1',
}

/** Puts the official program of the pinned version at `target`; fails when the archive is not the one expected. */
export async function downloadNatsServer(target: string, report: (step: string) => void): Promise<string> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const expected = checksums[platform]
  if (!expected) throw new Error(`no checksum of nats-server ${version} is known for ${platform}`)

  const name = `nats-server-v${version}-${platform}`
  const url = `https://github.com/nats-io/nats-server/releases/download/v${version}/${name}.tar.gz`
  report(`downloading nats-server ${version}`)
  const archive = await fetchArchive(url)
  const actual = createHash('sha256').update(archive).digest('hex')
  if (actual !== expected) throw new Error(`${url} has the SHA-256 ${actual}, expected was ${expected}`)

  const directory = mkdtempSync(join(dirname(target), 'download-'))
  try {
    const file = join(directory, 'archive.tar.gz')
    writeFileSync(file, archive)
    await run('tar', ['-xzf', file, '-C', directory])
    placeExecutable(join(directory, name, 'nats-server'), target)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return url
}

/** Copies a program to its place in one step, so that two starts at the same time cannot see half of it. */
export function placeExecutable(source: string, target: string): void {
  const beside = `${target}.${process.pid}`
  copyFileSync(source, beside)
  chmodSync(beside, 0o755)
  renameSync(beside, target)
}

async function fetchArchive(url: string): Promise<Buffer> {
  // Where there is no way out, a firewall may say nothing at all; the archive itself may take its time.
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(new Error('no answer within 10 s')), 10_000)
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([giveUp.signal, AbortSignal.timeout(120_000)]) })
    clearTimeout(timer)
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  } catch (error) {
    clearTimeout(timer)
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : undefined
    throw new Error(`${url} cannot be downloaded: ${cause?.message ?? String(error)}`)
  }
}
