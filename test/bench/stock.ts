import { connectionUrl } from '@erp/local'
import { nextPeriod, type Period } from '@erp/values'
import { createBenchSystem } from './bench-system.ts'
import { type GeneratedStock, generateStock } from './generate-stock.ts'
import { measureIssues } from './issue-stock.ts'
import { argument, fail, measureReports, say, seconds } from './measure-reports.ts'
import { stockReportsOf } from './stock-reports.ts'

/**
 * `npm run bench -- stock`: a system of its own, a stock ledger of five million entries of a hundred thousand items in
 * twenty warehouses and two years, documents confirmed through the gateway, every report asked through it, and the plans
 * PostgreSQL made for it. `--entries 500000 --items 10000` for less (five hundred lines want as many items in one warehouse), `--months 60` for longer. Fails when something is slower
 * than promised or when a plan reads the whole ledger.
 */
const entries = Number(argument('--entries') ?? 5_000_000)
const items = Number(argument('--items') ?? 100_000)
const months = Number(argument('--months') ?? 24)
const system = createBenchSystem()

try {
  await system.start()
  const { postgresUrl, databases, logDirectory } = system.stack()
  const inventory = connectionUrl(postgresUrl, databases.inventory.name)
  const startedAt = performance.now()
  const stock = await generateStock(inventory, { entries, items, months })
  say(
    `${stock.entries} entries of ${stock.items} items, ${stock.firstPeriod} to ${stock.lastPeriod}, written in ${seconds(startedAt)}`,
  )

  const slowIssues = await measureIssues(system, inventory, stock)
  const controller = await system.logInAs('controller')
  const faults = await measureReports(await stockReportsOf(controller, stock), {
    ...{ session: controller, databaseUrl: inventory, role: 'inventory_app', logDirectory },
    tables: { all: ['stock_entry', 'stock_document', 'stock_layer_change'], lines: 'stock_entry' },
  })

  const checkedAt = performance.now()
  let different = 0
  for (const period of monthsOf(stock)) {
    const asked = 'query ($period: Period) { stockTurnoverDifferences(period: $period) { turnover } }'
    const { stockTurnoverDifferences: found } = await controller.query<Record<string, object[]>>(asked, { period })
    different += found?.length ?? 0
  }
  say(`kept totals against all entries, month by month: ${different} differences, compared in ${seconds(checkedAt)}`)
  const { stockMovementSummary, stockReconciliation } = await controller.query<{
    stockMovementSummary: { total: { closing: { value: { amount: string } } } }
    stockReconciliation: { stockValue: { amount: string } }
  }>(
    `query ($period: Period!) {
       stockMovementSummary(period: $period) { total { closing { value { amount } } } }
       stockReconciliation { stockValue { amount } } }`,
    { period: new Date().toISOString().slice(0, 7) },
  )
  const closing = stockMovementSummary.total.closing.value.amount
  const worth = stockReconciliation.stockValue.amount
  say(`the summary of this month closes with ${closing}, stock is worth ${worth}`)
  fail([
    ...slowIssues,
    ...faults,
    ...(different > 0 ? ['the kept totals differ from the entries'] : []),
    ...(closing === worth ? [] : ['the summary closes with another value than stock is worth']),
  ])
} finally {
  await system.remove()
}

function monthsOf({ firstPeriod, lastPeriod }: GeneratedStock): Period[] {
  const last = lastPeriod as Period
  const months = [firstPeriod as Period]
  for (let month = months[0] ?? last; month < last; months.push(month)) month = nextPeriod(month)
  return months
}
