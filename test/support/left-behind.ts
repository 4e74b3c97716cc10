import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { services } from '@erp/local'
import type { TestSystem } from '@erp/testing'

/** The logs of processes in which a text stands. */
export function logsWith({ logDirectory }: TestSystem, text: string): readonly string[] {
  const files = readdirSync(logDirectory).filter((name) => name.endsWith('.log'))
  if (files.length < 6) throw new Error('There are not as many logs as processes')
  return files.filter((name) => readFileSync(join(logDirectory, name), 'utf8').includes(text))
}

/** Every table of every service that holds a text anywhere in a row. */
export async function tablesWith(system: TestSystem, text: string): Promise<readonly string[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const rows = await system.database(service).rows<{ name: string }>`
        select table_name as name
        from information_schema.tables
        cross join lateral query_to_xml(
          format('select 1 from %I.%I as one where strpos(one::text, %L) > 0 limit 1', table_schema, table_name, ${text}::text),
          false, true, '') as content
        where table_type = 'BASE TABLE' and table_schema in ('public', 'platform') and content::text <> ''`
      return rows.map(({ name }) => `${service} ${name}`)
    }),
  )
  return found.flat()
}
