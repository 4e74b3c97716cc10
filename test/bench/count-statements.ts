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
export async function countStatements(
  stack: StackFile,
  work: () => Promise<unknown>,
): Promise<{ readonly byRole: StatementCounts; readonly byText: StatementTexts }> {
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
    const byText = tally(text)
    return { byRole: byRole(byText), byText }
  } finally {
    await settle(['alter system reset log_statement', 'alter system reset log_line_prefix'])
    await client.end()
  }
}

/** Statements by role and by text, each text in one line and without its lists of values. */
export type StatementTexts = ReadonlyMap<string, number>

/** The same by role: each text begins with it. */
function byRole(texts: StatementTexts): StatementCounts {
  const counts = new Map<string, number>()
  for (const [text, times] of texts) {
    const [role = ''] = text.split(':', 1)
    counts.set(role, (counts.get(role) ?? 0) + times)
  }
  return counts
}

function tally(log: string): StatementTexts {
  const texts = new Map<string, number>()
  for (const entry of log.split(/^(?=\w+ LOG: )/m)) {
    const [whole, role = ''] = entry.match(/^(\w+_(?:app|relay)) LOG: {2}(?:statement|execute [^:]*): /) ?? []
    if (whole === undefined) continue
    const text = `${role}: ${entry
      .slice(whole.length)
      .split(/^\w+ DETAIL: /m)[0]
      ?.replace(/\s+/g, ' ')
      .replace(/'[^']{20,}'/g, "'…'")
      .trim()}`
    texts.set(text, (texts.get(text) ?? 0) + 1)
  }
  return texts
}
