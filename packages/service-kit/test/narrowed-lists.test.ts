import { useDatabase } from '@erp/testing'
import { Client } from 'pg'
import { expect, it } from 'vitest'

const company = '00000000-0000-4000-8000-000000000001'
const warehouse = '00000000-0000-4000-9000-000000000003'

/** A list with 20,000 rows, of which one in twenty is in reach of whoever is narrowed by `reach`. */
interface List {
  readonly service: 'sales' | 'procurement' | 'finance' | 'inventory'
  readonly table: string
  readonly rows: string
  readonly reach: readonly [setting: string, value: string]
  readonly page: string
}

const id = `lpad(to_hex(n), 32, '0')::uuid`
const place = `('00000000-0000-4000-9000-' || lpad((n % 20)::text, 12, '0'))::uuid`
const lists: readonly List[] = [
  {
    ...{ service: 'sales', table: 'sales_invoice', reach: ['app.warehouse_ids', warehouse] },
    rows: `(id, company_id, number, status, customer_id, invoiced_on, due_on, currency, net_minor, tax_minor, gross_minor,
            created_by, version, created_at, warehouse_ids)
      select ${id}, '${company}', 'SI-' || n, 'DRAFT', ${place}, '2026-01-01', '2026-01-01', 'CNY', 1, 0, 1, ${place}, 1, now(),
             array[${place}]`,
    page: `company_id = '${company}' order by id desc`,
  },
  {
    ...{ service: 'procurement', table: 'supplier_invoice', reach: ['app.warehouse_ids', warehouse] },
    rows: `(id, company_id, number, kind, status, supplier_id, supplier_invoice_number, invoiced_on, posted_on, due_on, currency,
            net_minor, tax_minor, gross_minor, printed_currency, printed_net_minor, printed_tax_minor, printed_gross_minor,
            differences, created_by, author_ids, version, created_at, warehouse_ids)
      select ${id}, '${company}', 'PI-' || n, 'INVOICE', 'DRAFT', ${place}, 'F-' || n, '2026-01-01', '2026-01-01', '2026-01-01', 'CNY',
             1, 0, 1, 'CNY', 1, 0, 1, '[]', ${place}, array[${place}], 1, now(), array[${place}]`,
    page: `company_id = '${company}' order by id desc`,
  },
  {
    ...{ service: 'procurement', table: 'purchase_order', reach: ['app.warehouse_ids', warehouse] },
    rows: `(id, company_id, number, status, revision, supplier_id, ordered_on, currency, net_minor, tax_minor, gross_minor, version,
            created_at, author_ids, warehouse_ids)
      select ${id}, '${company}', 'PO-' || n, 'DRAFT', 1, ${place}, '2026-01-01', 'CNY', 1, 0, 1, 1, now(), array[${place}],
             array[${place}]`,
    page: `company_id = '${company}' order by id desc`,
  },
  {
    ...{ service: 'finance', table: 'open_item', reach: ['app.warehouse_ids', warehouse] },
    rows: `(id, company_id, kind, account_id, party_id, voucher_id, line_number, document_type, document_id, document_number,
            business_date, posting_date, due_on, side, currency, base_currency, original, original_base, open, carrying, last_moved_on,
            warehouse_ids)
      select ${id}, '${company}', 'RECEIVABLE', ${place}, ${place}, ${id}, 1, 'SALES_INVOICE', ${id}, 'SI-' || n, '2026-01-01',
             '2026-01-01', date '2026-01-01' + (n % 300), 'DEBIT', 'CNY', 'CNY', 1, 1, 1, 1, '2026-01-01', array[${place}]`,
    page: `company_id = '${company}' and kind = any (array['RECEIVABLE', 'PAYABLE']) and (open <> 0 or carrying <> 0)
      order by due_on, id`,
  },
  {
    ...{ service: 'inventory', table: 'stock_reservation', reach: ['app.customer_groups', 'NEAR'] },
    rows: `(id, company_id, document_type, document_id, document_number, document_line_id, item_id, warehouse_id, quantity,
            open_quantity, status, reserved_at, customer_id)
      select ${id}, '${company}', case when n % 20 = 0 then 'BY_HAND' else 'SALES_ORDER' end, ${id}, 'SO-' || n, ${id}, ${place},
             ${place}, 1, 1, 'COMMITTED', now(), ${place}`,
    page: 'position > 0 order by position',
  },
]

it.each(lists)(
  'reads a page of $table by an index for whoever is narrowed',
  async ({ service, table, rows, reach, page }) => {
    const database = await useDatabase(service)
    const superuser = new Client({ connectionString: database.superuserUrl })
    await superuser.connect()
    await superuser.query(`set session_replication_role = replica`)
    await superuser.query(`insert into ${table} ${rows} from generate_series(1, 20000) as n`)
    await superuser.query(`analyze ${table}`)
    await superuser.end()

    const app = new Client({ connectionString: database.appUrl })
    await app.connect()
    await app.query('begin')
    for (const setting of [['app.company_ids', company], reach])
      await app.query('select set_config($1, $2, true)', [...setting])
    const query = `select id from ${table} where ${page} limit 51`
    expect((await app.query(query)).rows.length).toBe(51)
    const { rows: plan } = await app.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${query}`)
    await app.end()
    const steps = plan.map((line) => line['QUERY PLAN']).filter((line) => /->/.test(line))
    expect(
      steps.filter((step) => / Sort|Seq Scan on \w+/.test(step) && (/ Sort/.test(step) || step.includes(` ${table}`))),
    ).toEqual([])
    expect(steps.some((step) => step.includes(`Index`) && step.includes(` ${table}`))).toBe(true)
  },
)
