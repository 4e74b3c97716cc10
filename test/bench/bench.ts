import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { repositoryRoot } from '@erp/local'
import { createBenchSystem } from './bench-system.ts'
import { describeResults, type Results } from './describe-results.ts'
import { memory, total } from './process-figures.ts'
import { measureReceipts } from './receipts.ts'

/** Benches that stand alone, by their first argument. */
const others: Readonly<Record<string, string>> = {
  audit: './audit.ts',
  ledger: './ledger.ts',
  stock: './stock.ts',
  trade: './trade.ts',
}

/**
 * `npm run bench`: start times, memory and receipts, in one run on a system of its own; `-- start` or `-- receipts` for
 * one of them. Cold means no data and no streams; programs and generated sources are there. `--count`, `--clients` change
 * the load, `--tests` times `npm test` as well, `--json <file>` says where the figures go.
 */
const options = {
  count: { type: 'string', default: '1600' },
  clients: { type: 'string', default: '16' },
  tests: { type: 'boolean', default: false },
  json: { type: 'string', default: join(repositoryRoot, '.local/bench.json') },
} as const

const other = others[process.argv[2] ?? '']
if (other) await import(other)
else await report()

async function report(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  const results = await measure(values, (bench) => positionals.length === 0 || positionals.includes(bench))
  const file = resolve(values.json)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  process.stdout.write(`${describeResults(results)}The same as JSON: ${file}\n`)
}

interface Load {
  readonly count: string
  readonly clients: string
  readonly tests: boolean
}

async function measure(load: Load, wants: (bench: string) => boolean): Promise<Results> {
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model ?? '',
    node: process.version,
    load: loadavg()[0] ?? 0,
  }
  const system = createBenchSystem()
  try {
    const coldSeconds = await system.start()
    let start: Results['start']
    if (wants('start')) {
      await system.stop()
      start = { coldSeconds, warmSeconds: await system.start() }
      await delay(15_000)
    }
    const used = memory(system.stack())
    const receipts = wants('receipts')
      ? await measureReceipts(system, { clients: Number(load.clients), count: Number(load.count) })
      : undefined
    await system.stop()
    const testSeconds = load.tests ? await secondsOf('npm', ['test']) : undefined
    return {
      machine,
      ...(start && { start, memory: { totalBytes: total(used), bytes: Object.fromEntries(used) } }),
      ...(receipts && { receipts }),
      ...(testSeconds !== undefined && { testSeconds }),
    }
  } finally {
    await system.remove()
  }
}

async function secondsOf(command: string, args: readonly string[]): Promise<number> {
  const startedAt = performance.now()
  await new Promise<void>((done) => {
    spawn(command, [...args], { cwd: repositoryRoot, stdio: ['ignore', 'ignore', 'inherit'] }).once('exit', () =>
      done(),
    )
  })
  return (performance.now() - startedAt) / 1000
}
