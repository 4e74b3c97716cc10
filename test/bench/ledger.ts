import { readFileSync, statSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connectionUrl } from '@erp/local'
import { Client } from 'pg'
import { createBenchSystem } from './bench-system.ts'
import { generateLedger } from './generate-ledger.ts'
import { type AskedReport, reportsOf } from './ledger-reports.ts'
import { describePlans, plansIn } from './statement-plans.ts'

/**
 * `npm run bench -- ledger`: a system of its own, a ledger of two million lines in two years, every report asked through
 * the gateway as an accountant asks it, and the plans PostgreSQL made for it. `--lines 200000` for less, `--months 60`
 * for longer. Fails when a report is slower than promised or when a plan reads the whole ledger.
 */
const lines = Number(argument('--lines') ?? 2_000_000)
const months = Number(argument('--months') ?? 24)
const times = 20
const system = createBenchSystem()

try {
  await system.start()
  const { postgresUrl, databases, logDirectory } = system.stack()
  const finance = connectionUrl(postgresUrl, databases.finance.name)
  const startedAt = performance.now()
  const ledger = await generateLedger(finance, { lines, months })
  say(
    `${ledger.lines} lines in ${ledger.vouchers} vouchers, ${ledger.firstPeriod} to ${ledger.lastPeriod}, written in ${seconds(startedAt)}`,
  )

  const controller = await system.logInAs('controller')
  const reports = await reportsOf(controller, ledger)
  say(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, each report ${times} times through the gateway`)
  const measured = new Map<string, number[]>()
  for (const report of reports) {
    const milliseconds: number[] = []
    for (let time = 0; time < times + 3; time += 1) {
      const asked = performance.now()
      await controller.query(report.text, report.variables)
      if (time >= 3) milliseconds.push(performance.now() - asked) // the first ones compile and fill caches
    }
    milliseconds.sort((one, other) => one - other)
    measured.set(report.name, milliseconds)
    say(`${report.name}: p50 ${share(milliseconds, 0.5)} ms, p95 ${share(milliseconds, 0.95)} ms`)
  }

  const log = join(logDirectory, 'postgres.log')
  await explainEverything(finance)
  await controller.query('{ periods(first: 1) { nodes { period } } }')
  const plans = new Map<string, ReturnType<typeof plansIn>>()
  for (const report of reports) {
    const from = statSync(log).size
    await controller.query(report.text, report.variables)
    plans.set(report.name, await plansWritten(log, from))
  }
  const faults = reports.flatMap((report) =>
    tell(report, measured.get(report.name) ?? [], plans.get(report.name) ?? []),
  )

  const checkedAt = performance.now()
  let differences = 0
  for (const period of ledger.periods) {
    const text = 'query ($period: Period!) { ledgerDifferences(period: $period) { balance } }'
    const answer = await controller.query<{ ledgerDifferences: object[] }>(text, { period })
    differences += answer.ledgerDifferences.length
  }
  say(`kept balances against all lines, month by month: ${differences} differences, compared in ${seconds(checkedAt)}`)
  if (differences > 0) faults.push('the kept balances differ from the lines')
  for (const fault of faults) say(`FAIL ${fault}`)
  if (faults.length > 0) process.exitCode = 1
} finally {
  await system.remove()
}

/** Writes what one report took and how it was read; returns what is not as promised. */
function tell(
  { name, promise }: AskedReport,
  milliseconds: readonly number[],
  plans: ReturnType<typeof plansIn>,
): string[] {
  const { inDatabase, ledgerLines, scans } = describePlans(plans)
  const read = ledgerLines === 0 ? 'no line of the ledger' : `${ledgerLines} lines of the ledger`
  const half = share(milliseconds, 0.5)
  say(`${name}: p50 ${half} ms; in the database ${Math.round(inDatabase)} ms, ${read}`)
  return [
    ...(half > promise ? [`${name} takes ${half} ms, promised are ${promise}`] : []),
    ...scans.map((scan) => `${name} reads the whole of ${scan}`),
    ...(plans.length === 0 ? [`${name} left no plan in the log`] : []),
  ]
}

/** So long this share of the answers took at most, in milliseconds. */
function share(sorted: readonly number[], part: number): number {
  return Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)
}

/** The plans in the log from here on, once it has stopped growing; PostgreSQL writes behind its answers. */
async function plansWritten(log: string, from: number) {
  let size = -1
  for (let waits = 0; waits < 20 && size !== statSync(log).size; waits += 1) {
    size = statSync(log).size
    await delay(300)
  }
  return plansIn(readFileSync(log).subarray(from).toString('utf8'))
}

/** From now on PostgreSQL logs the plan of every statement of finance, as it was executed. */
async function explainEverything(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    alter role finance_app set session_preload_libraries = 'auto_explain';
    alter role finance_app set auto_explain.log_min_duration = 0;
    alter role finance_app set auto_explain.log_analyze = on;
    alter role finance_app set auto_explain.log_timing = off;
    alter role finance_app set auto_explain.log_format = 'json';
    select pg_terminate_backend(pid) from pg_stat_activity where usename = 'finance_app'`)
  await client.end()
  await delay(1_000)
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
