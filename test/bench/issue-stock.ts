import { randomUUID } from 'node:crypto'
import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphSession } from '@erp/local'
import { Client } from 'pg'
import type { BenchSystem } from './bench-system.ts'
import { countStatements } from './count-statements.ts'
import type { GeneratedStock } from './generate-stock.ts'
import { say } from './measure-reports.ts'

type Draft = { readonly id: string; readonly version: number }

const times = 20
/** What confirming promises: milliseconds of twenty lines, and statements of five hundred. */
const promised = { milliseconds: 100, statements: 60 }

/**
 * Confirms issues of items of one warehouse through the gateway: how long twenty lines take, and how many statements twenty
 * and five hundred lines are. Answers what is not as promised.
 */
export async function measureIssues(
  system: BenchSystem,
  databaseUrl: string,
  { warehouse }: GeneratedStock,
): Promise<string[]> {
  const [storekeeper, controller] = [await system.logInAs('storekeeper'), await system.logInAs('controller')]
  const itemIds = await itemsIn(databaseUrl, warehouse, 20 * (times + 5) + 500)
  const draft = (from: number, lines: number) => write(storekeeper, warehouse, itemIds.slice(from, from + lines))

  const milliseconds: number[] = []
  for (let time = 0; time < times + 3; time += 1) {
    const written = await draft(20 * time, 20)
    const startedAt = performance.now()
    await confirm(controller, written)
    if (time >= 3) milliseconds.push(performance.now() - startedAt)
  }
  milliseconds.sort((one, other) => one - other)
  const half = Math.round(milliseconds[Math.floor(times / 2)] ?? 0)
  const most = Math.round(milliseconds[Math.floor(times * 0.95)] ?? 0)
  say(`confirm an issue of 20 lines: p50 ${half} ms, p95 ${most} ms; load ${loadavg()[0]?.toFixed(1)}`)

  const few = await statementsOf(system, controller, await draft(20 * (times + 3), 20))
  const large = await draft(20 * (times + 5), 500)
  const many = await statementsOf(system, controller, large)
  say(
    `statements of inventory to confirm 20 lines: ${few.statements}; 500 lines: ${many.statements} in ${many.milliseconds} ms`,
  )
  return [
    ...(half > promised.milliseconds
      ? [`confirming 20 lines takes ${half} ms, promised are ${promised.milliseconds}`]
      : []),
    ...(many.statements > promised.statements
      ? [`confirming 500 lines takes ${many.statements} statements, promised are ${promised.statements}`]
      : []),
  ]
}

/** Items that lie in the warehouse, one in a document each. */
async function itemsIn(databaseUrl: string, warehouse: string, count: number): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>(
      'select item_id as id from warehouse_stock where warehouse_id = $1 and on_hand >= 1 order by item_id limit $2',
      [warehouse, count],
    )
    return rows.map(({ id }) => id)
  } finally {
    await client.end()
  }
}

function write(storekeeper: GraphSession, warehouseId: string, itemIds: readonly string[]): Promise<Draft> {
  return storekeeper.change<Draft>(
    'createMiscellaneousMovement',
    {
      ...{ idempotencyKey: randomUUID(), kind: 'OTHER_ISSUE', reason: 'Measured' },
      businessDate: new Date().toISOString().slice(0, 10),
      lines: itemIds.map((itemId) => ({ itemId, warehouseId, quantity: '1' })),
    },
    'miscellaneousMovement',
    '{ id version }',
  )
}

function confirm(controller: GraphSession, { id: documentId, version: expectedVersion }: Draft): Promise<Draft> {
  return controller.change<Draft>(
    'confirmMiscellaneousMovement',
    { idempotencyKey: randomUUID(), documentId, expectedVersion },
    'miscellaneousMovement',
    '{ id version }',
  )
}

/** What one confirmation sends, less what the service does anyway in that time. */
async function statementsOf(system: BenchSystem, controller: GraphSession, draft: Draft) {
  const stack = system.stack()
  let milliseconds = 0
  const { byRole: busy } = await countStatements(stack, async () => {
    const startedAt = performance.now()
    await confirm(controller, draft)
    milliseconds = Math.round(performance.now() - startedAt)
  })
  const { byRole: idle } = await countStatements(stack, () => delay(milliseconds))
  const role = 'inventory_app'
  return { milliseconds, statements: Math.max(0, (busy.get(role) ?? 0) - (idle.get(role) ?? 0)) }
}
