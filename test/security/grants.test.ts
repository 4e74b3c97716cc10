import { type ServiceName, services } from '@erp/local'
import { useDatabase } from '@erp/testing'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'

/** What was written once and says for ever what happened; beside what every service has. */
const writtenOnce: Readonly<Record<ServiceName, readonly string[]>> = {
  identity: ['security_events'],
  inventory: [
    ...['stock_document', 'stock_entry', 'stock_layer_change', 'stocktake_count'],
    ...['stock_difference_disposal', 'stock_difference_disposal_line'],
  ],
  procurement: ['purchase_order_revision'],
  sales: [],
  finance: [
    ...['voucher', 'voucher_line', 'posting_fact', 'voucher_draft_change', 'fiscal_period_change', 'period_seal'],
    ...['account_revision', 'account_rule_revision', 'dimension_value_revision', 'exchange_rate_revision'],
    ...['closing_certificate', 'closing_certificate_void', 'voucher_file'],
    ...['open_item_movement', 'settlement', 'settlement_undo', 'settlement_run'],
    ...['statement_of_account_line', 'statement_of_account_document'],
    ...['bank_match', 'bank_match_line', 'bank_match_entry', 'bank_match_undo', 'bank_match_run'],
    ...['expense_claim_change', 'expense_claim_offset', 'expense_claim_offset_settlement'],
  ],
}
const everywhere = ['platform.audit_log', 'platform.audit_block', 'platform.inbox_skip_request']

/** Outside the relay's own columns nobody rewrites what was told; nothing here grows with the business. */
const relayMay = [
  'platform.outbox SELECT',
  ...['attempts', 'dead_at', 'earlier_positions', 'last_error', 'next_attempt_at', 'published_at'].map(updates),
  ...['stream_epoch', 'stream_seq'].map(updates),
  'platform.outbox_archive SELECT',
]

function updates(column: string): string {
  return `platform.outbox UPDATE ${column}`
}

type Role = 'app' | 'relay' | 'report'

describe.each(services)('in the database of %s', async (service) => {
  const database = await useDatabase(service)
  const held = async (role: Role) => {
    const rows = await database.rows<{ held: string }>`
      select format('%s.%s %s', namespace.nspname, relation.relname, privilege)
             || case when has_table_privilege(grantee, relation.oid, privilege) then ''
                     else ' ' || (select string_agg(attname, ', ' order by attname) from pg_attribute
                                  where attrelid = relation.oid and attnum > 0 and not attisdropped
                                    and has_column_privilege(grantee, relation.oid, attnum, privilege)) end as held
      from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
      cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) as p (privilege)
      cross join (select ${`${service}_${role}`}::text as grantee) as asked
      where nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and relkind in ('r', 'p', 'v', 'm')
        and (has_table_privilege(grantee, relation.oid, privilege)
             or privilege in ('INSERT', 'UPDATE') and has_any_column_privilege(grantee, relation.oid, privilege))
      order by 1`
    return rows.map((row) => row.held)
  }
  const tables = [...everywhere, ...writtenOnce[service].map((table) => `public.${table}`)]

  test('the report role reads, and nothing else', async () => {
    const privileges = await held('report')
    expect(privileges.length).toBeGreaterThan(3)
    expect(privileges.filter((one) => !one.endsWith(' SELECT'))).toEqual([])
  })

  test('the relay reads what is to be sent and notes how it went', async () => {
    const privileges = await held('relay')
    const single = privileges.flatMap((one) => {
      const [relation = '', privilege = '', ...columns] = one.split(/,? /)
      return columns.length === 0 ? [one] : columns.map((column) => `${relation} ${privilege} ${column}`)
    })
    expect(single).toEqual([...relayMay].sort())
  })

  test('the application empties no table, and changes nothing that was written once', async () => {
    const privileges = await held('app')
    expect(privileges.length).toBeGreaterThan(20)
    expect(privileges.filter((one) => / (TRUNCATE|REFERENCES|TRIGGER)/.test(one))).toEqual([])
    const rewriting = privileges.filter((one) => / (UPDATE|DELETE)/.test(one)).map((one) => one.split(' ')[0] ?? '')
    expect(rewriting.filter((table) => tables.includes(table))).toEqual([])
    expect(privileges.map((one) => one.split(' ')[0])).toEqual(expect.arrayContaining(tables))
  })

  test.each<Role>(['app', 'relay', 'report'])(
    'each statement that would is refused to the role %s by name',
    async (role) => {
      const client = new Client({ connectionString: database[`${role}Url`] })
      await client.connect()
      try {
        for (const table of tables) {
          for (const statement of [
            `update ${table} set ${await aColumnOf(table)} = default`,
            `delete from ${table}`,
            `truncate ${table}`,
          ]) {
            await expect(client.query(statement), statement).rejects.toThrow(/permission denied|read-only transaction/)
          }
        }
      } finally {
        await client.end()
      }
    },
  )

  test('nothing is everybody’s', async () => {
    const rows = await database.rows<{ found: string }>`
      select format('%s of %s', acl.privilege_type, relation.relname) as found
      from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
      cross join lateral aclexplode(relacl) as acl
      where nspname not in ('pg_catalog', 'information_schema') and acl.grantee = 0`
    expect(rows).toEqual([])
  })

  async function aColumnOf(table: string): Promise<string> {
    const [row] = await database.rows<{ name: string }>`
      select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum = 1`
    if (!row) throw new Error(`${table} has no column`)
    return row.name
  }
})
