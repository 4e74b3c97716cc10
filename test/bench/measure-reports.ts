import { readFileSync, statSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphSession } from '@erp/local'
import { Client } from 'pg'
import type { AskedReport } from './ledger-reports.ts'
import { describePlans, type LargeTables, plansIn } from './statement-plans.ts'

/** Whose statements are looked at, and which of its tables no report may go through from end to end. */
export interface Measured {
  readonly session: GraphSession
  /** As superuser. */
  readonly databaseUrl: string
  /** The role the service reads as, such as `finance_app`. */
  readonly role: string
  readonly logDirectory: string
  readonly tables: LargeTables
}

const times = 20

/**
 * Asks every report many times through the gateway, then once more with PostgreSQL telling how it read, and says both.
 * Answers what is not as promised.
 */
export async function measureReports(reports: readonly AskedReport[], measured: Measured): Promise<string[]> {
  const { session, logDirectory, tables } = measured
  say(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, each report ${times} times through the gateway`)
  const took = new Map<string, number[]>()
  for (const report of reports) {
    const milliseconds: number[] = []
    for (let time = 0; time < times + 3; time += 1) {
      const asked = performance.now()
      await session.query(report.text, report.variables)
      if (time >= 3) milliseconds.push(performance.now() - asked) // the first ones compile and fill caches
    }
    milliseconds.sort((one, other) => one - other)
    took.set(report.name, milliseconds)
    say(`${report.name}: p50 ${share(milliseconds, 0.5)} ms, p95 ${share(milliseconds, 0.95)} ms`)
  }

  const log = join(logDirectory, 'postgres.log')
  await explainEverything(measured)
  await session.query('{ __typename }')
  const faults: string[] = []
  for (const report of reports) {
    const from = statSync(log).size
    await session.query(report.text, report.variables)
    faults.push(...tell(report, took.get(report.name) ?? [], await plansWritten(log, from), tables))
  }
  return faults
}

/** Writes what one report took and how it was read; returns what is not as promised. */
function tell(
  { name, promise }: AskedReport,
  milliseconds: readonly number[],
  plans: ReturnType<typeof plansIn>,
  tables: LargeTables,
): string[] {
  const { inDatabase, ledgerLines, scans } = describePlans(plans, tables)
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

/** From now on PostgreSQL logs the plan of every statement of the role, as it was executed. */
async function explainEverything({ databaseUrl, role }: Measured): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`
    alter role ${role} set session_preload_libraries = 'auto_explain';
    alter role ${role} set auto_explain.log_min_duration = 0;
    alter role ${role} set auto_explain.log_analyze = on;
    alter role ${role} set auto_explain.log_timing = off;
    alter role ${role} set auto_explain.log_format = 'json';
    select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`)
  await client.end()
  await delay(1_000)
}

export function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

export function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Says the faults, and lets the run fail for them. */
export function fail(faults: readonly string[]): void {
  for (const fault of faults) say(`FAIL ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}
