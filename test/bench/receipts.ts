import { setTimeout as delay } from 'node:timers/promises'
import { connectionUrl, type GraphSession } from '@erp/local'
import { Client } from 'pg'
import type { BenchSystem } from './bench-system.ts'
import { countStatements } from './count-statements.ts'
import { type ByProcess, difference, processorTime } from './process-figures.ts'
import { type OpenOrder, prepareOrders, type ReceiptTaken, receive } from './receive-goods.ts'

export interface ReceiptOptions {
  readonly clients: number
  /** Receipts of each of the two loads. */
  readonly count: number
}

/** One load: so many receipts, from the first mutation to the last voucher. */
export interface LoadResult {
  readonly receipts: number
  readonly seconds: number
  readonly perSecond: number
  readonly mutationMs: Percentiles
  readonly toVoucherMs: Percentiles
  /** Milliseconds of processor time a receipt, by process; `clients` is the bench itself. */
  readonly processorMs: Readonly<Record<string, number>>
}

export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface ReceiptsResult {
  /** Each client waits for its voucher before it receives again: what clerks see. */
  readonly waiting: LoadResult
  /** No client waits, so receipts queue up behind the slowest service. */
  readonly notWaiting: LoadResult
  /** Statements a receipt, by role, without what the services do anyway. */
  readonly statements: Readonly<Record<string, number>>
  readonly reconciliation: unknown
}

const countedReceipts = 64

/** How many receipts a second go from the mutation to the voucher, and what that costs. */
export async function measureReceipts(system: BenchSystem, options: ReceiptOptions): Promise<ReceiptsResult> {
  const storekeeper = await system.logInAs('storekeeper')
  const orders = await prepareOrders(await system.logInAs('buyer'), storekeeper, options.clients)
  await receive(storekeeper, orders, { count: 20 * options.clients, waitMs: 10_000 }) // code is compiled, pools are full
  const waiting = await load(system, storekeeper, orders, { count: options.count, waitMs: 10_000 })
  const notWaiting = await load(system, storekeeper, orders, { count: options.count, waitMs: 0 })
  const statements = await statementsPerReceipt(system, storekeeper, orders)
  const controller = await system.logInAs('controller')
  const { stockReconciliation } = await controller.query<{ stockReconciliation: unknown }>(
    '{ stockReconciliation { stockValue { amount } ledgerValue { amount } inFlightValue { amount } difference { amount } } }',
  )
  return { waiting, notWaiting, statements, reconciliation: stockReconciliation }
}

export async function load(
  system: BenchSystem,
  storekeeper: GraphSession,
  orders: readonly OpenOrder[],
  options: { readonly count: number; readonly waitMs: number },
): Promise<LoadResult> {
  const before = readProcessors(system)
  const taken = await receive(storekeeper, orders, options)
  const postedAt = await untilPosted(system, taken)
  const used = difference(before, readProcessors(system))
  const first = Math.min(...taken.map(({ sentAt }) => sentAt))
  const seconds = (Math.max(...postedAt.values()) - first) / 1000
  return {
    receipts: taken.length,
    seconds,
    perSecond: taken.length / seconds,
    mutationMs: percentiles(taken.map(({ sentAt, answeredAt }) => answeredAt - sentAt)),
    toVoucherMs: percentiles(taken.map(({ id, sentAt }) => (postedAt.get(id) ?? Number.NaN) - sentAt)),
    processorMs: Object.fromEntries([...used].map(([name, milliseconds]) => [name, milliseconds / taken.length])),
  }
}

/** When finance told of each receipt's voucher, the last thing before the commit, by the database's clock. */
async function untilPosted(system: BenchSystem, taken: readonly ReceiptTaken[]): Promise<ReadonlyMap<string, number>> {
  const { postgresUrl, databases } = system.stack()
  const client = new Client({ connectionString: connectionUrl(postgresUrl, databases.finance.name) })
  await client.connect()
  const deadline = Date.now() + 120_000
  try {
    for (;;) {
      const { rows } = await client.query<{ id: string; at: number }>(
        `select document_id as id, extract(epoch from occurred_at)::float8 * 1000 as at
         from platform.outbox join voucher on voucher.id::text = payload ->> 'voucherId'
         where type = 'finance.posting.posted.v1' and document_id in (select value::uuid from jsonb_array_elements_text($1::jsonb))`,
        [JSON.stringify(taken.map(({ id }) => id))],
      )
      if (rows.length === taken.length) return new Map(rows.map(({ id, at }) => [id, at]))
      if (Date.now() > deadline) throw new Error(`${taken.length - rows.length} receipts have no voucher after 120 s.`)
      await delay(50)
    }
  } finally {
    await client.end()
  }
}

async function statementsPerReceipt(
  system: BenchSystem,
  storekeeper: GraphSession,
  orders: readonly OpenOrder[],
): Promise<Record<string, number>> {
  const stack = system.stack()
  let seconds = 0
  const { byRole: busy } = await countStatements(stack, async () => {
    const startedAt = performance.now()
    await receive(storekeeper, orders, { count: countedReceipts, waitMs: 10_000 })
    await delay(1_000) // what follows from the last voucher
    seconds = (performance.now() - startedAt) / 1000
  })
  const { byRole: idle } = await countStatements(stack, () => delay(seconds * 1000))
  const perReceipt = [...busy].map(
    ([role, count]) => [role, Math.max(0, count - (idle.get(role) ?? 0)) / countedReceipts] as const,
  )
  return Object.fromEntries(perReceipt.filter(([, count]) => count >= 0.05))
}

function readProcessors(system: BenchSystem): ByProcess {
  const { user, system: kernel } = process.cpuUsage()
  return new Map([...processorTime(system.stack()), ['clients', (user + kernel) / 1000]])
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
