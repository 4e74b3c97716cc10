import { Client } from 'pg'

/** What was generated. */
export interface GeneratedLedger {
  readonly companyId: string
  readonly vouchers: number
  readonly lines: number
  readonly periods: readonly string[]
  readonly firstPeriod: string
  readonly lastPeriod: string
}

/**
 * Vouchers of a trading company as lines: account, side, how many times the voucher's unit amount, and what the line
 * carries. Debits and credits of each kind add up to the same, so every voucher balances whatever its unit is.
 */
const kinds = [
  [
    ...['1405.01 D 4', '1405.01 D 3', '1405.01 D 2', '1405.01 D 1'].map((line) => `${line} item warehouse supplier`),
    ...['2202.02 C 4', '2202.02 C 3', '2202.02 C 2', '2202.02 C 1'].map((line) => `${line} item warehouse supplier`),
  ],
  ['2202.02 D 10 supplier', '2221.01.01 D 1', '2202.01 C 11 supplier'],
  [
    ...['6401 D 3', '6401 D 2', '6401 D 1'].map((line) => `${line} item department`),
    ...['1405.01 C 3', '1405.01 C 2', '1405.01 C 1'].map((line) => `${line} item warehouse`),
  ],
  ['1122 D 9 customer', '6001 C 5 department', '6001 C 3 department', '2221.01.02 C 1'],
  ['1002 D 9 SALES_RECEIPTS', '1122 C 9 customer'],
  ['2202.01 D 11 supplier', '1002 C 11 PURCHASE_PAYMENTS'],
  ['6601 D 2 department employee', '1002 C 2 OTHER_OPERATING_PAYMENTS'],
] as const

const linesOfEachKind = kinds.map((lines) => lines.length).reduce((sum, count) => sum + count, 0)

/** How many values of each dimension there are; a few of them take most of the lines, as in life. */
const values = { customer: 2_000, supplier: 500, item: 3_000, warehouse: 5, department: 20, employee: 100 }

/**
 * Writes a ledger of about so many lines straight into finance's database, in months before the company's own books,
 * with the balances that posting and rolling up would have left. Guards and foreign keys rest meanwhile: what is
 * written is right by construction, and the caller lets the service compare it afterwards.
 */
export async function generateLedger(
  superuserUrl: string,
  { lines, months }: { readonly lines: number; readonly months: number },
): Promise<GeneratedLedger> {
  const client = new Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`begin; set local session_replication_role = replica; set local maintenance_work_mem = '512MB';
      set local work_mem = '256MB'`)
    const indexes = await withoutIndexes(client, ['voucher_line', 'voucher'])
    const rounds = Math.ceil(lines / linesOfEachKind)
    const { company, last } = await companyAndLastMonth(client)
    await client.query(monthsBefore, [company, last, months])
    await client.query(kindLines, [JSON.stringify(kinds.flatMap(describeKind))])
    await client.query(plannedVouchers, [company, last, months, rounds, kinds.length])
    await client.query(voucherHeaders, [company])
    await client.query(voucherLines, [company, ...Object.values(values)])
    await client.query(carriedForward, [company])
    for (const index of indexes) await client.query(index)
    for (const balance of [periodBalances, dayBalances, auxiliaryBalances, auxiliaryYears, dimensionBalances])
      await client.query(balance, [company])
    const { rows } = await client.query(
      `select (select count(*) from voucher where company_id = $1)::int as vouchers, count(*)::int as lines,
              min(period) as "firstPeriod", max(period) as "lastPeriod",
              array_agg(distinct period order by period) as periods
       from voucher_line where company_id = $1 and period < $2`,
      [company, last],
    )
    await client.query('commit')
    await client.query('vacuum analyze')
    return { companyId: company, ...rows[0] }
  } finally {
    await client.end()
  }
}

async function companyAndLastMonth(client: Client): Promise<{ company: string; last: string }> {
  const { rows } = await client.query(`select company_id as company, first_period as last from book limit 1`)
  if (!rows[0]) throw new Error('There is no company with books to write a ledger for.')
  return rows[0]
}

/** Filling a table first and indexing it then is many times faster. Returns what makes the indexes again. */
export async function withoutIndexes(client: Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = any ($1::text[]::regclass[]) and not indisunique`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

function describeKind(lines: readonly string[], kind: number) {
  return lines.map((text, index) => {
    const [code, side, times, ...carried] = text.split(' ')
    const has = (dimension: string) => carried.includes(dimension)
    const flow = carried.find((word) => word === word.toUpperCase()) ?? null
    const dimensions = Object.fromEntries(Object.keys(values).map((dimension) => [dimension, has(dimension)]))
    return { kind, number: index + 1, code, side, times: Number(times), flow, ...dimensions }
  })
}

const monthsBefore = `
  insert into fiscal_period (id, company_id, period, status)
  select uuidv7(), $1, to_char(month, 'YYYY-MM'), 'CLOSED'
  from generate_series(($2 || '-01')::date - make_interval(months => $3), ($2 || '-01')::date - interval '1 month',
                       interval '1 month') as month
  on conflict do nothing`

const kindLines = `
  create temporary table kind_line on commit drop as
  select * from jsonb_to_recordset($1::jsonb) as r(kind int, number int, code text, side text, times int, flow text,
    customer boolean, supplier boolean, item boolean, warehouse boolean, department boolean, employee boolean)`

/** Ids grow with the day, as those the service gives do. */
const plannedVouchers = `
  create temporary table planned on commit drop as
  select uuidv7(day - now()) as id, kind, day::date as day, to_char(day, 'YYYY-MM') as period,
    (100 + random() * 9900)::bigint as unit,
    row_number() over (partition by to_char(day, 'YYYY-MM') order by day) as number
  from (
    select kind, ($2::text || '-01')::date - make_interval(months => $3)
        + random() * (($2::text || '-01')::date - (($2::text || '-01')::date - make_interval(months => $3))::date - 1)
          * interval '1 day' as day
    from generate_series(1, $4::int) cross join generate_series(0, $5::int - 1) as kind
    where $1::uuid is not null) as drawn
  order by day`

const voucherHeaders = `
  insert into voucher (id, company_id, word, number, period, posting_date, business_date, currency, document_type,
    document_id, document_number, source_type, source_id, purpose, revision, line_count, total, kind)
  select planned.id, $1, '记', planned.number, period, day, day, 'CNY', 'MANUAL_VOUCHER', planned.id, 'G-' || planned.number,
    'VOUCHER_DRAFT', planned.id, 'MANUAL', 1, sums.lines, sums.times * unit, 'MANUAL'
  from planned join (
    select kind, count(*) as lines, sum(times) filter (where side = 'D') as times from kind_line group by kind
  ) as sums on sums.kind = planned.kind`

const voucherLines = `
  insert into voucher_line (voucher_id, line_number, company_id, account_id, account_key, period, posting_date, debit,
    credit, summary_zh, summary_en, customer_id, supplier_id, item_id, warehouse_id, department_id, employee_id, quantity,
    cash_flow_item)
  select planned.id, kind_line.number, $1, account.id, account.control_key, period, day,
    case side when 'D' then times * unit else 0 end, case side when 'C' then times * unit else 0 end, '业务', 'Business',
    case when customer then ('01900000-0000-7000-8000-' || lpad(to_hex((power(random(), 2) * $2)::int), 12, '0'))::uuid end,
    case when supplier then ('01900000-0001-7000-8000-' || lpad(to_hex((power(random(), 2) * $3)::int), 12, '0'))::uuid end,
    case when item then ('01900000-0002-7000-8000-' || lpad(to_hex((power(random(), 2) * $4)::int), 12, '0'))::uuid end,
    case when warehouse then ('01900000-0003-7000-8000-' || lpad(to_hex((power(random(), 2) * $5)::int), 12, '0'))::uuid end,
    case when department then ('01900000-0004-7000-8000-' || lpad(to_hex((random() * $6)::int), 12, '0'))::uuid end,
    case when employee then ('01900000-0005-7000-8000-' || lpad(to_hex((random() * $7)::int), 12, '0'))::uuid end,
    case when item then 1 + (random() * 50)::int end, flow
  from planned join kind_line on kind_line.kind = planned.kind
  join account on account.company_id = $1 and account.code = kind_line.code
  order by planned.id, kind_line.number`

/** 结转损益 of every month, as one voucher, so that income and expense accounts are empty at its end. */
const carriedForward = `
  with earned as (
    select period, account_id, sum(credit - debit)::bigint as net from voucher_line
    join account on account.id = account_id
    where voucher_line.company_id = $1 and account_class = 'PROFIT_AND_LOSS' and nature = 'BUSINESS' group by 1, 2
  ), entry as (
    select period, account_id, net from earned where net <> 0
    union all
    select period, (select id from account where company_id = $1 and code = '4103'), - sum(net)::bigint from earned
    group by period having sum(net) <> 0
  ), header as (
    select period, (period || '-01')::date + interval '1 month' - interval '1 day' as day, count(*) as lines,
      sum(greatest(net, 0))::bigint as total, uuidv7() as id
    from entry group by period
  ), written as (
    insert into voucher (id, company_id, word, number, period, posting_date, business_date, currency, document_type,
      document_id, document_number, source_type, source_id, purpose, revision, line_count, total, kind)
    select id, $1, '记', 1 + (select max(number) from voucher v where v.company_id = $1 and v.period = header.period),
      period, day, day, 'CNY', 'PERIOD_CLOSING', id, '结转损益', 'CLOSING_STEP', id, 'CLOSING', 1, lines, total, 'CLOSING'
    from header)
  insert into voucher_line (voucher_id, line_number, company_id, account_id, period, posting_date, debit, credit,
    summary_zh, summary_en, nature)
  select header.id, row_number() over (partition by header.id order by entry.account_id), $1, account_id, entry.period,
    day, greatest(net, 0), greatest(- net, 0), '结转损益', 'Carry forward', 'CARRY_FORWARD'
  from entry join header on header.period = entry.period`

const periodBalances = `
  insert into account_period_balance (company_id, account_id, period, nature, cash_flow_item, debit, credit)
  select $1, account_id, period, nature, coalesce(cash_flow_item, ''), sum(debit), sum(credit)
  from voucher_line where company_id = $1 group by 2, 3, 4, 5
  on conflict (company_id, account_id, period, nature, cash_flow_item)
    do update set debit = excluded.debit, credit = excluded.credit`

const dayBalances = `
  insert into account_day_balance (company_id, account_id, posting_date, nature, cash_flow_item, debit, credit)
  select $1, account_id, posting_date, nature, coalesce(cash_flow_item, ''), sum(debit), sum(credit)
  from voucher_line where company_id = $1 group by 2, 3, 4, 5
  on conflict (company_id, account_id, posting_date, nature, cash_flow_item)
    do update set debit = excluded.debit, credit = excluded.credit`

const auxiliaryBalances = `
  insert into auxiliary_period_balance (company_id, account_id, dimension, value_id, period, nature, debit, credit,
    quantity_debit, quantity_credit)
  select $1, account_id, dimension, value_id, period, nature, sum(debit), sum(credit),
    coalesce(sum(abs(quantity) * sign(debit::numeric)), 0), coalesce(sum(abs(quantity) * sign(credit::numeric)), 0)
  from voucher_line cross join lateral (values
    ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id), ('SUPPLIER', supplier_id),
    ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id), ('ITEM', item_id),
    ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
  where company_id = $1 and value_id is not null group by 2, 3, 4, 5, 6
  on conflict (company_id, account_id, dimension, value_id, period, nature)
    do update set debit = excluded.debit, credit = excluded.credit, quantity_debit = excluded.quantity_debit,
      quantity_credit = excluded.quantity_credit`

const auxiliaryYears = `
  insert into auxiliary_year_balance
  select company_id, account_id, dimension, value_id, substr(period, 1, 4), nature, sum(debit), sum(credit),
    sum(quantity_debit), sum(quantity_credit)
  from auxiliary_period_balance where company_id = $1 group by 1, 2, 3, 4, 5, 6
  on conflict (company_id, account_id, dimension, value_id, year, nature)
    do update set debit = excluded.debit, credit = excluded.credit, quantity_debit = excluded.quantity_debit,
      quantity_credit = excluded.quantity_credit`

const dimensionBalances = `
  insert into dimension_period_balance (company_id, account_id, period, nature, foreign_currency, customer_id,
    supplier_id, employee_id, department_id, project_id, item_id, warehouse_id, debit, credit, foreign_debit,
    foreign_credit, quantity_debit, quantity_credit)
  select $1, account_id, period, nature, foreign_currency, customer_id, supplier_id, employee_id, department_id,
    project_id, item_id, warehouse_id, sum(debit), sum(credit), 0, 0,
    coalesce(sum(abs(quantity) * sign(debit::numeric)), 0), coalesce(sum(abs(quantity) * sign(credit::numeric)), 0)
  from voucher_line where company_id = $1 group by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
  on conflict (company_id, account_id, period, nature, dimension_key)
    do update set debit = excluded.debit, credit = excluded.credit, quantity_debit = excluded.quantity_debit,
      quantity_credit = excluded.quantity_credit`
