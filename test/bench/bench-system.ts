import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type GraphSession, logIn, repositoryRoot, type StackFile } from '@erp/local'

/** A system of the bench's own, started as `npm start` starts it, in a folder that is removed afterwards. */
export interface BenchSystem {
  /** Starts it, or starts it again with what it had; answers the seconds until everything was ready. */
  readonly start: () => Promise<number>
  readonly stop: () => Promise<void>
  /** What runs now. */
  readonly stack: () => StackFile
  /** Somebody of the demo company, by what they do. */
  readonly logInAs: (job: string) => Promise<GraphSession>
  /** Stops it and removes everything it kept. */
  readonly remove: () => Promise<void>
}

export function createBenchSystem(): BenchSystem {
  const directory = mkdtempSync(join(tmpdir(), 'erp-bench-'))
  const stackFile = join(directory, 'stack.json')
  const environment = { ...process.env, ERP_LOCAL_DIRECTORY: directory, LOG_LEVEL: 'warn' }
  let running: ChildProcess | undefined

  const stack = (): StackFile => JSON.parse(readFileSync(stackFile, 'utf8'))
  const stop = async () => {
    if (!running || running.exitCode !== null) return
    const ended = new Promise((done) => running?.once('exit', done))
    running.kill('SIGTERM')
    await ended
  }
  return {
    stack,
    stop,
    start: async () => {
      const startedAt = performance.now()
      running = spawn(process.execPath, [join(repositoryRoot, 'infra/local/src/start.ts')], {
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      while (!existsSync(stackFile)) {
        if (running.exitCode !== null) throw new Error(`The start failed; see ${join(directory, 'logs')}.`)
        await delay(20)
      }
      return (performance.now() - startedAt) / 1000
    },
    logInAs: async (job) => {
      const { graphqlUrl, logins } = stack()
      const login = logins.find((one) => one.job === job)
      if (!login?.companyCode) throw new Error(`There is no ${job} in the demo company.`)
      const { username, password, companyCode } = login
      return logIn(graphqlUrl, { username, password, companyCode })
    },
    remove: async () => {
      await stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
