import { cpus, loadavg } from 'node:os'
import { connectionUrl } from '@erp/local'
import { Client } from 'pg'
import { createBenchSystem } from './bench-system.ts'
import { argument, say } from './measure-reports.ts'
import { type LoadResult, load } from './receipts.ts'
import { prepareOrders, receive } from './receive-goods.ts'

/**
 * `npm run bench -- audit`: what it costs to record what changes, to seal it and to watch over the seal. The same receipts, from the
 * mutation to the voucher, with and without the triggers that record, the sealing and the watch, in turn, so that both meet the same
 * machine. Sealing and watch come every five seconds instead of every minute, so that each load has its share. `--count 100`,
 * `--rounds 3`.
 */
process.env.AUDIT_SEAL_SECONDS = '5'
const count = Number(argument('--count') ?? 200)
const rounds = Number(argument('--rounds') ?? 4)
const clients = 8
const system = createBenchSystem()
/** Ends what keeps the sealing away. */
const holding: (() => Promise<void>)[] = []

try {
  await system.start()
  const storekeeper = await system.logInAs('storekeeper')
  const orders = await prepareOrders(await system.logInAs('buyer'), storekeeper, clients)
  await receive(storekeeper, orders, { count: 10 * clients, waitMs: 10_000 }) // code is compiled, pools are full
  say(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${rounds} × ${count} receipts each way, ${clients} clients`,
  )
  const loads = { recorded: [] as LoadResult[], unrecorded: [] as LoadResult[] }
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? (['recorded', 'unrecorded'] as const) : (['unrecorded', 'recorded'] as const)) {
      await recordChanges(way === 'recorded')
      loads[way].push(await load(system, storekeeper, orders, { count, waitMs: 10_000 }))
    }
  }
  for (const [way, results] of Object.entries(loads))
    say(
      `${way}: ${processorMs(results).toFixed(1)} ms of processor time a receipt, ${perSecond(results).toFixed(1)} a second`,
    )
  const share = processorMs(loads.recorded) / processorMs(loads.unrecorded) - 1
  say(`the trail costs ${(share * 100).toFixed(1)} % of the processor time of a receipt`)
  const slower = 1 - perSecond(loads.recorded) / perSecond(loads.unrecorded)
  say(`the trail costs ${(slower * 100).toFixed(1)} % of the receipts a second`)
} finally {
  for (const end of holding.splice(0)) await end()
  await system.remove()
}

/** Switches the triggers of every table of every service on or off, and with them its sealing and its watch. */
async function recordChanges(enabled: boolean): Promise<void> {
  for (const end of holding.splice(0)) await end()
  const { postgresUrl, databases } = system.stack()
  for (const { name } of Object.values(databases)) {
    const client = new Client({ connectionString: connectionUrl(postgresUrl, name) })
    await client.connect()
    try {
      const { rows } = await client.query<{ statement: string }>(
        `select format('alter table %s ${enabled ? 'enable' : 'disable'} trigger %I', tgrelid::regclass, tgname) as statement
         from pg_trigger where tgname like 'record\\_%' and not tgisinternal order by 1`,
      )
      for (const { statement } of rows) await client.query(statement)
      await client.query(
        `update platform.audit_watch set checked_at = now() ${enabled ? '-' : '+'} interval '1 hour'`, // a pass that is not due
      )
      // Whoever seals takes this lock or leaves it.
      if (!enabled) await client.query(`select pg_advisory_lock(hashtextextended('erp:seal-audit', 0))`)
      if (!enabled) holding.push(() => client.end())
    } finally {
      if (enabled) await client.end()
    }
  }
}

/** Of all processes but the bench itself, over all loads. */
function processorMs(results: readonly LoadResult[]): number {
  const each = results.map(({ processorMs: used }) =>
    Object.entries(used).reduce((sum, [process, milliseconds]) => sum + (process === 'clients' ? 0 : milliseconds), 0),
  )
  return each.reduce((sum, one) => sum + one, 0) / each.length
}

function perSecond(results: readonly LoadResult[]): number {
  return results.reduce((sum, one) => sum + one.receipts, 0) / results.reduce((sum, one) => sum + one.seconds, 0)
}
