import { Client } from 'pg'
import { withoutIndexes } from './generate-ledger.ts'

/** What was generated. */
export interface GeneratedStock {
  readonly entries: number
  readonly items: number
  readonly firstPeriod: string
  readonly lastPeriod: string
  readonly category: string
  readonly item: string
  readonly valuationArea: string
  readonly warehouse: string
  /** What all stock is worth, in minor units. */
  readonly value: string
}

/** Twenty items move together, in a document of one warehouse; four areas with five warehouses each. */
const perDocument = 20
const perItem = 100

/**
 * Writes a stock ledger of about so many entries straight into inventory's database, with the balances and the totals that
 * posting and rolling up would have left. Each item has a hundred entries: ten pieces come in, nine go out, at a price of its
 * own, so every running balance is right by construction; the caller lets the service compare it afterwards.
 */
export async function generateStock(
  superuserUrl: string,
  { entries, months }: { readonly entries: number; readonly months: number },
): Promise<GeneratedStock> {
  const client = new Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`begin; set local session_replication_role = replica; set local maintenance_work_mem = '512MB';
      set local work_mem = '256MB'`)
    const { rows: companies } = await client.query<{ company: string }>(
      'select company_id as company from replicated_company limit 1',
    )
    const company = companies[0]?.company
    if (!company) throw new Error('There is no company to write a stock ledger for.')
    const indexes = await withoutIndexes(client, ['stock_entry', 'stock_document'])
    const items = Math.ceil(entries / perItem / perDocument) * perDocument
    for (const [text, ...more] of [
      [places],
      [categories],
      [itemsOf, items],
      [planned, months],
      [documents],
      [entriesOf],
      [balances],
      [counts],
    ] as const)
      await client.query(text, [company, ...more])
    for (const index of indexes) await client.query(index)
    await client.query('analyze item, stock_document, stock_entry') // or the totals are planned as if there were no rows
    for (const total of [itemTotals, warehouseTotals]) await client.query(total, [company])
    const { rows } = await client.query(figures, [company])
    await client.query('commit')
    await client.query('vacuum analyze')
    return rows[0]
  } finally {
    await client.end()
  }
}

const places = `
  with area as (
    insert into valuation_area (id, company_id, code, name_zh, name_en, created_at)
    select uuidv7(), $1, 'G' || n, '核算范围', 'Area', now() from generate_series(0, 3) as n
    returning id, code)
  insert into warehouse (id, company_id, code, name_zh, name_en, valuation_area_id, kind, active, version, created_at)
  select uuidv7(), $1, code || '-' || n, '仓库', 'Warehouse', id, 'NORMAL', true, 1, now()
  from area cross join generate_series(0, 4) as n`

const categories = `
  insert into item_category (id, company_id, code, name_zh, name_en, version, created_at)
  select uuidv7(), $1, 'G' || lpad(n::text, 2, '0'), '类别', 'Category', 1, now() from generate_series(0, 19) as n`

const itemsOf = `
  insert into item (id, company_id, code, name_zh, name_en, item_class, base_unit, costing, active, version, created_at,
    category_id, tracking)
  select uuidv7(), $1, 'G' || lpad(n::text, 6, '0'), '物料', 'Item', 'MERCHANDISE', 'PCS', 'MOVING_AVERAGE', true, 1,
    now(), (select id from item_category where company_id = $1 and code = 'G' || lpad((n % 20)::text, 2, '0')), 'NONE'
  from generate_series(0, $2::int - 1) as n`

/** A row for each document: which twenty items move for which time, where and when. Ids grow with the day. */
const planned = `
  create temporary table planned on commit drop as
  select uuidv7(day - now()) as id, batch, turn, day::date as day, day as recorded,
    w.id as warehouse_id, w.valuation_area_id
  from (
    select batch, turn, date_trunc('month', now()) - make_interval(months => $2::int)
        + (turn + (batch % 7) / 7.0) / ${perItem} * (date_trunc('month', now())
           - (date_trunc('month', now()) - make_interval(months => $2::int))) as day
    from (select distinct substr(code, 2)::int / ${perDocument} as batch from item
          where company_id = $1 and code ~ '^G\\d{6}$') as batches
    cross join generate_series(0, ${perItem} - 1) as turn) as drawn
  join warehouse w on w.company_id = $1 and w.code = 'G' || batch % 4 || '-' || (turn / 2) % 5
  order by day`

const documents = `
  insert into stock_document (id, company_id, event_kind, document_type, document_id, document_number, business_date,
    currency, warehouse_id, recorded_at)
  select id, $1, case turn % 2 when 0 then 'PURCHASE_RECEIPT' else 'OTHER_ISSUE' end,
    case turn % 2 when 0 then 'GOODS_RECEIPT' else 'MISCELLANEOUS_MOVEMENT' end, id, 'G-' || batch || '-' || turn, day,
    'CNY', warehouse_id, recorded
  from planned`

const entriesOf = `
  insert into stock_entry (id, company_id, stock_document_id, line_number, source_line_id, item_id, warehouse_id,
    valuation_area_id, sequence, quantity, value, clearing_value, quantity_after, value_after, business_date, recorded_at)
  select uuidv7(recorded - now()), $1, p.id, 1 + n % ${perDocument}, uuidv7(), i.id, p.warehouse_id, p.valuation_area_id,
    turn + 1, quantity, quantity * price, quantity * price, after, after * price, day, recorded
  from planned p
  join (select id, substr(code, 2)::int as n, 100 + substr(code, 2)::int % 977 as price from item
        where company_id = $1 and code ~ '^G\\d{6}$') as i on i.n / ${perDocument} = p.batch
  cross join lateral (
    select case turn % 2 when 0 then 10 else -9 end as quantity, turn / 2 + case turn % 2 when 0 then 10 else 1 end as after
  ) as moved
  order by recorded, p.id, n`

const balances = `
  insert into stock_balance (item_id, valuation_area_id, company_id, currency, quantity, value, last_sequence)
  select item_id, valuation_area_id, $1, 'CNY', sum(quantity), sum(value), max(sequence)
  from stock_entry where company_id = $1 group by 1, 2
  on conflict do nothing`

const counts = `
  insert into warehouse_stock (item_id, warehouse_id, company_id, on_hand)
  select item_id, warehouse_id, $1, sum(quantity) from stock_entry where company_id = $1 group by 1, 2
  on conflict do nothing`

const itemTotals = `
  insert into item_period_turnover (company_id, item_id, valuation_area_id, warehouse_id, event_kind, period,
    recorded_period, in_quantity, in_value, out_quantity, out_value)
  select company_id, item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity),
    sum(in_value), sum(out_quantity), sum(out_value)
  from stock_movement where company_id = $1 and item_id in (select id from item where code ~ '^G\\d{6}$')
  group by 1, 2, 3, 4, 5, 6, 7`

const warehouseTotals = `
  insert into warehouse_period_turnover (company_id, valuation_area_id, warehouse_id, event_kind, period,
    recorded_period, in_quantity, in_value, out_quantity, out_value)
  select company_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity),
    sum(in_value), sum(out_quantity), sum(out_value)
  from stock_movement where company_id = $1 and item_id in (select id from item where code ~ '^G\\d{6}$')
  group by 1, 2, 3, 4, 5, 6`

const figures = `
  select (select count(*)::int from stock_entry where company_id = $1) as entries,
    (select count(*)::int from item where company_id = $1) as items,
    (select min(period) from warehouse_period_turnover where company_id = $1) as "firstPeriod",
    to_char(date_trunc('month', now()) - interval '1 month', 'YYYY-MM') as "lastPeriod",
    (select id from item_category where company_id = $1 and code = 'G07') as category,
    b.item_id as item, b.valuation_area_id as "valuationArea",
    (select id from warehouse where company_id = $1 and code = 'G0-0') as warehouse,
    (select sum(value)::text from stock_balance where company_id = $1) as value
  from item i join stock_balance b on b.item_id = i.id where i.company_id = $1 and i.code = 'G000800'`
