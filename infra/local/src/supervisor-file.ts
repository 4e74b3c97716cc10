import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning } from './child-process.ts'
import { ensureDirectory, localDirectory } from './repository.ts'
import type { PartState } from './supervisor.ts'

/** Who supervises what, from the first process on: it is how a start that is not finished can be stopped. */
export interface SupervisorFile {
  readonly pid: number
  readonly processes: readonly PartState[]
}

const path = join(localDirectory, 'supervisor.json')

export function writeSupervisorFile(file: SupervisorFile): void {
  ensureDirectory(localDirectory)
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function removeSupervisorFile(): void {
  rmSync(path, { force: true })
}

/** The last supervisor, whether it still runs or not. */
export function lastSupervisor(): SupervisorFile | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SupervisorFile) : undefined
}

export function runningSupervisor(): SupervisorFile | undefined {
  const file = lastSupervisor()
  return file && isRunning(file.pid) ? file : undefined
}
