import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { StackFile } from '@erp/local'
import { Client } from 'pg'

/** How many statements each role of each service sent, such as `procurement_app`. */
export type StatementCounts = ReadonlyMap<string, number>

/**
 * Lets PostgreSQL log every statement while `work` runs, and counts what it logged: exact, and so much slower that
 * nothing else should be measured meanwhile.
 */
export async function countStatements(stack: StackFile, work: () => Promise<unknown>): Promise<StatementCounts> {
  const log = stack.processes.find(({ name }) => name === 'postgres')?.logFile
  if (!log) throw new Error('The log of PostgreSQL is not known.')
  const client = new Client({ connectionString: stack.postgresUrl })
  await client.connect()
  const settle = async (statements: readonly string[]) => {
    for (const statement of [...statements, 'select pg_reload_conf()']) await client.query(statement)
    await delay(1_000) // sessions read their settings between two statements
  }
  try {
    await settle(["alter system set log_line_prefix = '%u '", "alter system set log_statement = 'all'"])
    const from = readFileSync(log).length
    await work()
    const text = readFileSync(log).subarray(from).toString('utf8')
    return count(text)
  } finally {
    await settle(['alter system reset log_statement', 'alter system reset log_line_prefix'])
    await client.end()
  }
}

function count(log: string): StatementCounts {
  const counts = new Map<string, number>()
  for (const [, role = ''] of log.matchAll(/^(\w+_(?:app|relay)) LOG: {2}(?:statement|execute [^:]*): /gm))
    counts.set(role, (counts.get(role) ?? 0) + 1)
  return counts
}
