import type { ServiceName } from '@erp/local'
import type { TestSystem } from '@erp/testing'

const businessServices: readonly ServiceName[] = ['inventory', 'procurement', 'finance', 'sales']

/** How many rows of a company each table holds and what they say, by `<service>.<table>`. */
export type Everything = Readonly<Record<string, string>>

/**
 * Every row of a company in every table of the four business services, as counts and digests: documents, stock, vouchers,
 * outbox, inbox, audit log. Two equal answers mean that nothing at all happened between them, in any service. Ask when
 * the company is at rest.
 */
export async function everythingOf(system: TestSystem, companyId: string): Promise<Everything> {
  const tables = await Promise.all(businessServices.map((service) => tablesOf(system, service, companyId)))
  return Object.fromEntries(tables.flat())
}

/** Finance and inventory fold their tails into these by themselves; what was posted is in vouchers and stock entries. */
const foldedByItself = JSON.stringify([
  ...['ledger_tail', 'account_period_balance', 'account_day_balance'],
  ...['auxiliary_period_balance', 'auxiliary_year_balance', 'dimension_period_balance'],
  ...['stock_turnover_tail', 'item_period_turnover', 'warehouse_period_turnover', 'bin_period_turnover'],
])

async function tablesOf(system: TestSystem, service: ServiceName, companyId: string) {
  const rows = await system.database(service).rows<{ name: string; rows: string; digest: string }>`
    select table_name as name, (xpath('/row/rows/text()', content))[1]::text as rows,
           (xpath('/row/digest/text()', content))[1]::text as digest
    from information_schema.columns as scoped join information_schema.tables using (table_schema, table_name)
    cross join lateral query_to_xml(format(
      'select count(*) as rows, md5(coalesce(string_agg(one::text, E''\n'' order by one::text), '''')) as digest
       from %I.%I as one where company_id = %L', table_schema, table_name, ${companyId}::uuid), false, true, '') as content
    where scoped.column_name = 'company_id' and table_type = 'BASE TABLE'
      and table_name not in (select jsonb_array_elements_text(${foldedByItself}::jsonb))
    order by table_name`
  return rows.map(({ name, rows: count, digest }) => [`${service}.${name}`, `${count} rows ${digest}`] as const)
}
