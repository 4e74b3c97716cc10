import { type ServiceName, services } from '@erp/local'
import { useDatabase } from '@erp/testing'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'

/** What was written once and says for ever what happened; beside what every service has. */
const writtenOnce: Readonly<Record<ServiceName, readonly string[]>> = {
  identity: ['security_events', 'approval_actions', 'approval_definition_versions'],
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
const everywhere = [
  'platform.audit_log',
  'platform.audit_change',
  'platform.audit_block',
  'platform.inbox_skip_request',
]

const roles = ['app', 'relay', 'report'] as const
type Role = (typeof roles)[number]

interface Held {
  readonly relation: string
  readonly privilege: string
  /** All of the relation, or these columns of it. */
  readonly columns: string | null
}

interface Forbidden {
  readonly relation: string
  /** A column that the role may not change; null where it may change them all. */
  readonly column: string | null
  readonly deletes: boolean
  readonly empties: boolean
}

describe.each(services)('in the database of %s', async (service) => {
  const database = await useDatabase(service)
  const held = (role: Role) => database.rows<Held>`
    select format('%s.%s', namespace.nspname, relation.relname) as relation, privilege,
           case when not has_table_privilege(grantee, relation.oid, privilege)
             then (select string_agg(attname, ', ' order by attname) from pg_attribute
                   where attrelid = relation.oid and attnum > 0 and not attisdropped
                     and has_column_privilege(grantee, relation.oid, attnum, privilege)) end as columns
    from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
    cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) as p (privilege)
    cross join (select ${`${service}_${role}`}::text as grantee) as asked
    where nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and relkind in ('r', 'p', 'v', 'm')
      and (has_table_privilege(grantee, relation.oid, privilege)
           or privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege(grantee, relation.oid, privilege))
    order by 1, 2`

  test('each role holds what the list of grants says, and nothing else', async () => {
    const lists = await Promise.all(roles.map(async (role) => written(role, await held(role))))
    expect(lists.join('').length).toBeGreaterThan(2_000)
    await expect(lists.join('\n')).toMatchFileSnapshot(`grants/${service}.txt`)
  })

  test('what was written once is changed by none of them, and no table is emptied', async () => {
    const privileges = (await Promise.all(roles.map(held))).flat()
    expect(privileges.filter(({ privilege }) => /TRUNCATE|REFERENCES|TRIGGER/.test(privilege))).toEqual([])
    const tables = [...everywhere, ...writtenOnce[service].map((table) => `public.${table}`)]
    const rewriting = privileges.filter(({ privilege }) => privilege === 'UPDATE' || privilege === 'DELETE')
    expect(rewriting.filter(({ relation }) => tables.includes(relation))).toEqual([])
    expect(privileges.map(({ relation }) => relation)).toEqual(expect.arrayContaining(tables))
  })

  test.each(roles)('each statement that is not granted is refused to the role %s', async (role) => {
    const forbidden = await database.rows<Forbidden>`
      select relation.oid::regclass::text as relation,
             (select quote_ident(attname) from pg_attribute
              where attrelid = relation.oid and attnum > 0 and not attisdropped
                and not has_column_privilege(grantee, relation.oid, attnum, 'UPDATE') order by attnum limit 1) as column,
             not has_table_privilege(grantee, relation.oid, 'DELETE') as deletes,
             not has_table_privilege(grantee, relation.oid, 'TRUNCATE') as empties
      from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
      cross join (select ${`${service}_${role}`}::text as grantee) as asked
      where nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and relkind in ('r', 'p')`
    const statements = forbidden.flatMap(({ relation, column, deletes, empties }) => [
      ...(column ? [`update ${relation} set ${column} = default`] : []),
      ...(deletes ? [`delete from ${relation}`] : []),
      ...(empties ? [`truncate ${relation}`] : []),
    ])
    expect(statements.length).toBeGreaterThan(role === 'app' ? 50 : 100)
    const client = new Client({ connectionString: database[`${role}Url`] })
    await client.connect()
    const passed: string[] = []
    try {
      for (const statement of statements) {
        const refusal = await client.query(statement).then(
          () => 'done',
          (error: Error) => error.message,
        )
        if (!/permission denied|read-only transaction/.test(refusal)) passed.push(`${statement}: ${refusal}`)
      }
    } finally {
      await client.end()
    }
    expect(passed).toEqual([])
  })

  test('nothing is everybody’s', async () => {
    const rows = await database.rows<{ found: string }>`
      select format('%s of %s', acl.privilege_type, relation.relname) as found
      from pg_class as relation join pg_namespace as namespace on namespace.oid = relnamespace
      cross join lateral aclexplode(relacl) as acl
      where nspname not in ('pg_catalog', 'information_schema') and acl.grantee = 0`
    expect(rows).toEqual([])
  })
})

/** A line for every relation: `public.account SELECT, UPDATE (active, version)`. */
function written(role: Role, privileges: readonly Held[]): string {
  const lines = [...Map.groupBy(privileges, ({ relation }) => relation)].map(
    ([relation, ofIt]) =>
      `${relation} ${ofIt.map(({ privilege, columns }) => (columns ? `${privilege} (${columns})` : privilege)).join(', ')}`,
  )
  return `${[`${role}:`, ...lines].join('\n')}\n`
}
