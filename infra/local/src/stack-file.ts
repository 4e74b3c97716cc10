import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning } from './child-process.ts'
import type { PrintedQuery } from './demo-queries.ts'
import { ensureDirectory, localDirectory, type ServiceName } from './repository.ts'

export interface Login {
  /** What this person does, such as buyer or accountant. */
  readonly job: string
  readonly username: string
  readonly password: string
  /** Given at login; the administrator belongs to no company at first. */
  readonly companyCode: string | null
}

export interface RunningProcess {
  readonly name: string
  readonly pid: number
  readonly url: string
  readonly logFile: string
  readonly restarts: number
}

/** What scripts need to know of the running system: `.local/stack.json`, readable by its owner only. */
export interface StackFile {
  readonly supervisorPid: number
  readonly startedAt: string
  readonly gatewayUrl: string
  readonly graphqlUrl: string
  readonly graphiqlUrl: string
  readonly logins: readonly Login[]
  /** Three to paste into GraphiQL. */
  readonly queries: readonly PrintedQuery[]
  /** Connection strings of each service's database by role. */
  readonly databases: Readonly<
    Record<
      ServiceName,
      { readonly name: string; readonly app: string; readonly report: string; readonly owner: string }
    >
  >
  readonly postgresUrl: string
  readonly natsUrl: string
  /** Whoever connects to PostgreSQL or NATS verifies them by it. */
  readonly authorityFile: string
  readonly logDirectory: string
  readonly processes: readonly RunningProcess[]
}

const path = join(localDirectory, 'stack.json')

export function writeStackFile(stack: StackFile): void {
  ensureDirectory(localDirectory)
  const beside = `${path}.new`
  writeFileSync(beside, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 })
  renameSync(beside, path)
}

export function removeStackFile(): void {
  rmSync(path, { force: true })
}

/** The system that runs and is ready; scripts may wait for the file to appear. */
export function runningStack(): StackFile | undefined {
  if (!existsSync(path)) return undefined
  const stack = JSON.parse(readFileSync(path, 'utf8')) as StackFile
  return isRunning(stack.supervisorPid) ? stack : undefined
}
