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
  /** One that is costed FIFO. */
  readonly layeredItem: string
  readonly valuationArea: string
  readonly warehouse: string
}

/** Twenty items move together, in a document of one warehouse; four areas with five warehouses each. */
const perDocument = 20

/**
 * Writes a stock ledger of about so many entries straight into inventory's database, with the balances, layers and totals
 * that posting and rolling up would have left. All items have equally many entries: ten pieces come in, nine go out, at a
 * price of its own, so every running balance is right by construction; the caller lets the service compare it afterwards.
 * One item in ten is costed FIFO.
 */
export async function generateStock(
  superuserUrl: string,
  { entries, items: wanted, months }: { readonly entries: number; readonly items: number; readonly months: number },
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
    const indexes = await withoutIndexes(client, ['stock_entry', 'stock_document', 'stock_layer', 'stock_layer_change'])
    const items = Math.ceil(wanted / perDocument) * perDocument
    const perItem = 2 * Math.max(1, Math.round(entries / items / 2))
    for (const [text, ...more] of [
      [places],
      [categories],
      [itemsOf, items],
      [planned, months, perItem],
      [documents],
      [entriesOf],
      [layers, perItem],
      [received],
      [taken],
      [balances],
      [counts],
    ] as const)
      await client.query(text, [company, ...more])
    for (const index of indexes) await client.query(index)
    await client.query('analyze item, stock_document, stock_entry, stock_layer') // or the totals are planned as if there were no rows
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
  select uuidv7(), $1, 'G' || lpad(n::text, 6, '0'), '物料', 'Item', 'MERCHANDISE', 'PCS', case n % 10 when 3 then 'FIFO' else 'MOVING_AVERAGE' end, true, 1,
    now(), (select id from item_category where company_id = $1 and code = 'G' || lpad((n % 20)::text, 2, '0')), 'NONE'
  from generate_series(0, $2::int - 1) as n`

/** A row for each document: which twenty items move for which time, where and when. Ids grow with the day. */
const planned = `
  create temporary table planned on commit drop as
  select uuidv7(day - now()) as id, batch, turn, day::date as day, day as recorded,
    w.id as warehouse_id, w.valuation_area_id
  from (
    select batch, turn, date_trunc('month', now()) - make_interval(months => $2::int)
        + (turn + (batch % 7) / 7.0) / $3::int * (date_trunc('month', now())
           - (date_trunc('month', now()) - make_interval(months => $2::int))) as day
    from (select distinct substr(code, 2)::int / ${perDocument} as batch from item
          where company_id = $1 and code ~ '^G\\d{6}$') as batches
    cross join generate_series(0, $3::int - 1) as turn) as drawn
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

/**
 * Receipt k of a FIFO item is its (2k − 1)th entry and holds the pieces 10 (k − 1) + 1 to 10 k; issue j is its (2j)th and
 * takes the pieces 9 (j − 1) + 1 to 9 j.
 */
const layers = `
  insert into stock_layer (id, company_id, item_id, valuation_area_id, sequence, quantity, value)
  select e.id, $1, e.item_id, e.valuation_area_id, e.sequence, left_of_it, left_of_it * (e.value / 10)
  from stock_entry e
  join item i on i.id = e.item_id and i.costing = 'FIFO'
  cross join lateral (select least(10, greatest(0, 5 * (e.sequence + 1) - 9 * $2::int / 2)) as left_of_it) as l
  where e.company_id = $1 and i.code ~ '^G\\d{6}$' and e.quantity > 0`

const received = `
  insert into stock_layer_change (stock_entry_id, layer_id, company_id, line_number, quantity, value)
  select e.id, e.id, $1, 1, e.quantity, e.value
  from stock_layer l join stock_entry e on e.id = l.id
  join item i on i.id = l.item_id and i.code ~ '^G\\d{6}$'
  where l.company_id = $1`

const taken = `
  insert into stock_layer_change (stock_entry_id, layer_id, company_id, line_number, quantity, value)
  select e.id, l.id, $1, row_number() over (partition by e.id order by l.sequence), - part, - part * (e.value / -9)
  from stock_entry e
  join item i on i.id = e.item_id and i.costing = 'FIFO' and i.code ~ '^G\\d{6}$'
  cross join lateral (select 9 * (e.sequence / 2 - 1) as above, 9 * (e.sequence / 2) as upto) as pieces
  cross join lateral generate_series(above / 10 + 1, (upto + 9) / 10) as k
  join stock_layer l on l.item_id = e.item_id and l.valuation_area_id = e.valuation_area_id and l.sequence = 2 * k - 1
  cross join lateral (select least(upto, 10 * k) - greatest(above, 10 * (k - 1)) as part) as cut
  where e.company_id = $1 and e.quantity < 0`

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
    b.item_id as item, (select id from item where company_id = $1 and code = 'G000803') as "layeredItem", b.valuation_area_id as "valuationArea",
    (select id from warehouse where company_id = $1 and code = 'G0-0') as warehouse
  from item i join stock_balance b on b.item_id = i.id where i.company_id = $1 and i.code = 'G000800'`
