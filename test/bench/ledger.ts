import { connectionUrl } from '@erp/local'
import { createBenchSystem } from './bench-system.ts'
import { generateLedger } from './generate-ledger.ts'
import { reportsOf } from './ledger-reports.ts'
import { argument, fail, measureReports, say, seconds } from './measure-reports.ts'

/**
 * `npm run bench -- ledger`: a system of its own, a ledger of two million lines in two years, every report asked through
 * the gateway as an accountant asks it, and the plans PostgreSQL made for it. `--lines 200000` for less, `--months 60`
 * for longer. Fails when a report is slower than promised or when a plan reads the whole ledger.
 */
const lines = Number(argument('--lines') ?? 2_000_000)
const months = Number(argument('--months') ?? 24)
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
  const faults = await measureReports(await reportsOf(controller, ledger), {
    ...{ session: controller, databaseUrl: finance, role: 'finance_app', logDirectory },
    tables: { all: ['voucher_line', 'voucher'], lines: 'voucher_line' },
  })

  const checkedAt = performance.now()
  let differences = 0
  for (const period of ledger.periods) {
    const text = 'query ($period: Period!) { ledgerDifferences(period: $period) { balance } }'
    const answer = await controller.query<{ ledgerDifferences: object[] }>(text, { period })
    differences += answer.ledgerDifferences.length
  }
  say(`kept balances against all lines, month by month: ${differences} differences, compared in ${seconds(checkedAt)}`)
  fail([...faults, ...(differences > 0 ? ['the kept balances differ from the lines'] : [])])
} finally {
  await system.remove()
}
