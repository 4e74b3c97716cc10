import { randomUUID } from 'node:crypto'
import { cpus, loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { untilKnown } from '@erp/local'
import { createBenchSystem } from './bench-system.ts'
import { countStatements } from './count-statements.ts'
import { argument, fail, say } from './measure-reports.ts'
import { difference, processorTime, total } from './process-figures.ts'
import { buyOnce, type Goods, sellOnce, type Timed, type Traders } from './trade-goods.ts'

/**
 * `npm run bench -- trade`: purchases from the draft to the cleared GR/IR and sales from the draft to the posted revenue,
 * three lines each, by one, four and sixteen clients at once; how long each mutation takes, what processes work and how many
 * statements an order is. `--count 96` says how many orders each load is,
 * `--statements` lists the statements of an order. Fails when stock and ledger differ afterwards.
 */
const clients = [1, 4, 16]
const count = Number(argument('--count') ?? 96)
const counted = 16
const chains = { purchase: buyOnce, sale: sellOnce }
const system = createBenchSystem()

try {
  await system.start()
  const [buyer, storekeeper, sales, accountant] = await Promise.all([
    system.logInAs('buyer'),
    system.logInAs('storekeeper'),
    system.logInAs('sales'),
    system.logInAs('accountant'),
  ])
  const people = { buyer, storekeeper, sales, accountant }
  const goods = await prepare(people)
  const [model] = cpus()
  say(
    `${cpus().length} cores (${model?.model}), load ${loadavg()[0]?.toFixed(1)}, ${count} orders of three lines a load`,
  )
  for (const [name, once] of Object.entries(chains)) {
    const untimed: Timed = (_, work) => work()
    await trade(16, 2 * counted, () => once(people, goods, untimed)) // code is compiled, pools are full
    for (const many of clients) await measure(name, many, (timed) => once(people, goods, timed))
    for (const many of [1, 16]) await countPerOrder(name, many, () => once(people, goods, untimed))
  }
  const { stockReconciliation } = await (await system.logInAs('controller')).query<{
    stockReconciliation: Record<'stockValue' | 'ledgerValue' | 'difference', { amount: string }>
  }>('{ stockReconciliation { stockValue { amount } ledgerValue { amount } difference { amount } } }')
  const { stockValue, ledgerValue, difference: apart } = stockReconciliation
  say(`stock ${stockValue.amount}, ledger ${ledgerValue.amount}, difference ${apart.amount}`)
  fail(/^0(\.0+)?$/.test(apart.amount) ? [] : ['stock and ledger differ'])
} finally {
  await system.remove()
}

/** Three items, large in stock, ten customers. */
async function prepare(people: Traders): Promise<Goods> {
  const { items, suppliers, taxCodes } = await people.buyer.query<
    Record<'items' | 'suppliers' | 'taxCodes', { nodes: { id: string; ratePercent?: string; itemClass?: string }[] }>
  >('{ items { nodes { id itemClass } } suppliers { nodes { id } } taxCodes { nodes { id ratePercent } } }')
  const { warehouses } = await people.storekeeper.query<{ warehouses: { nodes: { id: string }[] } }>(
    '{ warehouses { nodes { id } } }',
  )
  const customerIds = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const named = { zh: `客户${index}`, en: `Customer ${index}` }
      const customer = { idempotencyKey: randomUUID(), code: `BENCH-${index}`, name: named }
      return (await people.sales.change<{ id: string }>('createCustomer', customer, 'customer', '{ id }')).id
    }),
  )
  const goods: Goods = {
    itemIds: items.nodes
      .filter(({ itemClass }) => itemClass !== 'SERVICE')
      .slice(0, 3)
      .map(({ id }) => id),
    supplierId: first(suppliers),
    customerIds,
    warehouseId: first(warehouses),
    taxCodeId: first({ nodes: taxCodes.nodes.filter(({ ratePercent }) => /^13(\.0+)?$/.test(ratePercent ?? '')) }),
  }
  // Enough for every sale that follows: two pieces of each item an order.
  const purchases = Math.ceil((2 * (3 * count + 5 * counted + 32)) / 10)
  for (let bought = 0; bought < purchases; bought += 1)
    await untilKnown(() => buyOnce(people, goods, (_, work) => work()))
  return goods
}

function first({ nodes }: { readonly nodes: readonly { readonly id: string }[] }): string {
  const [node] = nodes
  if (!node) throw new Error('The demo company lacks something to trade.')
  return node.id
}

/** So many clients, each beginning its next order when its last one is posted. */
async function trade(many: number, orders: number, once: () => Promise<void>): Promise<void> {
  let begun = 0
  const client = async () => {
    while (begun < orders) {
      begun += 1
      await once()
    }
  }
  await Promise.all(Array.from({ length: many }, client))
}

async function measure(name: string, many: number, once: (timed: Timed) => Promise<void>): Promise<void> {
  const took = new Map<string, number[]>()
  const timed: Timed = async (step, work) => {
    const startedAt = performance.now()
    const result = await work()
    took.set(step, [...(took.get(step) ?? []), performance.now() - startedAt])
    return result
  }
  const before = processorTime(system.stack())
  const startedAt = performance.now()
  await trade(many, count, () => once(timed))
  const seconds = (performance.now() - startedAt) / 1000
  const used = difference(before, processorTime(system.stack()))
  say(`${name}, ${many} clients: ${(count / seconds).toFixed(2)} orders a second, posted whole`)
  for (const [step, milliseconds] of took) {
    const sorted = milliseconds.toSorted((one, other) => one - other)
    const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
    say(`    ${step.padEnd(30)}p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`)
  }
  const busiest = [...used].toSorted(([, one], [, other]) => other - one).slice(0, 8)
  say(`    processor time an order: ${(total(used) / count).toFixed(0)} ms, of which`)
  say(`    ${busiest.map(([process, milliseconds]) => `${process} ${(milliseconds / count).toFixed(1)}`).join(', ')}`)
}

/** Statements an order by role, without what the services do anyway in that time; many at once share some. */
async function countPerOrder(name: string, many: number, once: () => Promise<void>): Promise<void> {
  const stack = system.stack()
  let seconds = 0
  const { byRole: busy, byText } = await countStatements(stack, async () => {
    const startedAt = performance.now()
    await trade(many, counted, once)
    await delay(1_000) // what follows from the last voucher
    seconds = (performance.now() - startedAt) / 1000
  })
  const { byRole: idle } = await countStatements(stack, () => delay(seconds * 1000))
  const perOrder = [...busy]
    .map(([role, statements]) => [role, (statements - (idle.get(role) ?? 0)) / counted] as const)
    .filter(([, statements]) => statements >= 0.5)
    .toSorted(([, one], [, other]) => other - one)
  const all = perOrder.reduce((sum, [, statements]) => sum + statements, 0)
  say(`statements a ${name}, ${many} clients: ${all.toFixed(0)}`)
  say(`    ${perOrder.map(([role, statements]) => `${role} ${statements.toFixed(1)}`).join(', ')}`)
  if (!process.argv.includes('--statements')) return
  for (const [text, times] of [...byText].toSorted(([, one], [, other]) => other - one))
    if (times >= counted / 2) say(`    ${(times / counted).toFixed(1)} ${text.slice(0, 160)}`)
}
