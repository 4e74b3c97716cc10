import type { TestDatabase } from './use-database.ts'

/** The columns in which a text stands, in any row, whatever they hold: `public.users.username`. For looking for what should be forgotten. */
export async function columnsWith(database: TestDatabase, text: string): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>`
    select distinct format('%s.%s.%s', table_schema, table_name, found) as name
    from information_schema.tables
    cross join lateral unnest(xpath('/table/row/key/text()', query_to_xml(
      format('select distinct said.field as key from %I.%I as entry, jsonb_each_text(to_jsonb(entry)) as said (field, words) where words ilike %L',
             table_schema, table_name, '%' || ${text}::text || '%'), false, false, ''))::text[]) as found
    where table_type = 'BASE TABLE' and table_schema in ('public', 'platform')
    order by 1`
  return rows.map(({ name }) => name)
}
