import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Login, logIn, repositoryRoot } from '@erp/local'
import { memoryOf } from './memory-of.ts'
import { prepareOrders, receiveContinuously } from './receive-goods.ts'

/**
 * `npm run bench`: everything in one run on a system of its own. Cold means no data and no streams; programs and
 * generated sources are there. `-- --seconds 60` measures longer; `-- --tests` times `npm test` as well.
 */
const seconds = Number(argument('--seconds') ?? 30)
const clients = 16
const reconciliation = `{ stockReconciliation {
  stockValue { amount } ledgerValue { amount } inFlightValue { amount } difference { amount }
} }`
const directory = mkdtempSync(join(tmpdir(), 'erp-bench-'))
const environment = { ...process.env, ERP_LOCAL_DIRECTORY: directory, LOG_LEVEL: 'warn' }
let running: ChildProcess | undefined

try {
  say(`${cpus().length} cores, ${clients} clients, ${seconds} s of load`)
  say(`npm start, cold: ${await timed(start)}`)
  await stop()
  say(`npm start, warm: ${await timed(start)}`)
  await delay(15_000)
  const { supervisorPid, graphqlUrl, logins } = readStack()
  say(`memory of the whole system at rest: ${Math.round(memoryOf(supervisorPid) / 1024 ** 2)} MiB`)

  const as = (job: string) => {
    const login = logins.find((one) => one.job === job)
    if (!login?.companyCode) throw new Error(`There is no ${job} in the demo company.`)
    const { username, password, companyCode } = login
    return logIn(graphqlUrl, { username, password, companyCode })
  }
  const orders = await prepareOrders(await as('buyer'), await as('storekeeper'), clients)
  await receiveContinuously(await as('storekeeper'), orders, 5) // the first seconds compile, they do not count
  const result = await receiveContinuously(await as('storekeeper'), orders, seconds)
  const percentile = (share: number) =>
    Math.round(result.milliseconds[Math.floor(result.milliseconds.length * share)] ?? 0)
  say(`receipts posted a second, mutation to voucher: ${(result.milliseconds.length / result.seconds).toFixed(1)}`)
  say(`mutation to voucher: p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, p99 ${percentile(0.99)} ms`)
  say(`receipts whose voucher took longer than the ten seconds waited: ${result.late}`)
  const controller = await as('controller')
  say(`stock against ledger afterwards: ${JSON.stringify(await controller.query(reconciliation))}`)
} finally {
  await stop()
  rmSync(directory, { recursive: true, force: true })
}
if (process.argv.includes('--tests')) say(`npm test: ${await timed(() => run('npm', ['test']))}`)

async function start(): Promise<void> {
  running = spawn(process.execPath, [join(repositoryRoot, 'infra/local/src/start.ts')], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  while (!existsSync(join(directory, 'stack.json'))) {
    if (running.exitCode !== null) throw new Error(`The start failed; see ${join(directory, 'logs')}.`)
    await delay(20)
  }
}

async function stop(): Promise<void> {
  if (!running || running.exitCode !== null) return
  const ended = new Promise((done) => running?.once('exit', done))
  running.kill('SIGTERM')
  await ended
}

function readStack(): { supervisorPid: number; graphqlUrl: string; logins: Login[] } {
  return JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8'))
}

async function timed(work: () => Promise<void>): Promise<string> {
  const startedAt = performance.now()
  await work()
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((done) => {
    spawn(command, [...args], { cwd: repositoryRoot, stdio: 'inherit' }).once('exit', () => done())
  })
}

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
