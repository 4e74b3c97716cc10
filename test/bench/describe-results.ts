import type { LoadResult, Percentiles, ReceiptsResult } from './receipts.ts'

/** Everything a run measured; what was not asked for is left out. */
export interface Results {
  readonly machine: {
    readonly cores: number
    readonly model: string
    readonly node: string
    /** Processes that wanted to run when it began, over one minute: more than the cores means that others did too. */
    readonly load: number
  }
  readonly start?: { readonly coldSeconds: number; readonly warmSeconds: number } | undefined
  /** At rest, fifteen seconds after the start. */
  readonly memory?: { readonly totalBytes: number; readonly bytes: Readonly<Record<string, number>> }
  readonly receipts?: ReceiptsResult
  readonly testSeconds?: number
}

export function describeResults({ machine, start, memory, receipts, testSeconds }: Results): string {
  const lines = [`${machine.cores} cores (${machine.model}), Node ${machine.node}, load ${machine.load.toFixed(1)}`]
  if (start) lines.push(`npm start: cold ${seconds(start.coldSeconds)}, warm ${seconds(start.warmSeconds)}`)
  if (memory) lines.push(`memory at rest: ${mebibytes(memory.totalBytes)}`, ...list(memory.bytes, mebibytes))
  if (receipts) lines.push(...describeReceipts(receipts))
  if (testSeconds !== undefined) lines.push(`npm test: ${seconds(testSeconds)}`)
  return `${lines.join('\n')}\n`
}

function describeReceipts({ waiting, notWaiting, statements, reconciliation }: ReceiptsResult): string[] {
  return [
    ...describeLoad('clients wait for their vouchers', waiting),
    ...describeLoad('clients do not wait', notWaiting),
    'statements a receipt:',
    ...list(statements, (count) => count.toFixed(1)),
    `stock against ledger afterwards: ${JSON.stringify(reconciliation)}`,
  ]
}

function describeLoad(how: string, load: LoadResult): string[] {
  const { receipts, perSecond, mutationMs, toVoucherMs, processorMs } = load
  const whole = Object.values(processorMs).reduce((sum, milliseconds) => sum + milliseconds, 0)
  return [
    `${receipts} receipts, ${how}: ${perSecond.toFixed(1)} a second from the first mutation to the last voucher`,
    `  mutation answered  ${describePercentiles(mutationMs)}`,
    `  mutation → voucher ${describePercentiles(toVoucherMs)}`,
    `  processor time a receipt: ${whole.toFixed(1)} ms`,
    ...list(processorMs, (milliseconds) => `${milliseconds.toFixed(2)} ms`),
  ]
}

function describePercentiles({ p50, p95, p99 }: Percentiles): string {
  return `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`
}

/** The largest first. */
function list(figures: Readonly<Record<string, number>>, text: (figure: number) => string): string[] {
  const rows = Object.entries(figures).toSorted(([, left], [, right]) => right - left)
  return rows.map(([name, figure]) => `    ${name.padEnd(26)}${text(figure).padStart(12)}`)
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
