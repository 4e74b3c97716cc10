import type { TestDatabase } from '@erp/testing'

/** Every balance, warehouse count and layer that is not what the ledger adds up to, and every running balance that is wrong. */
export async function disagreements({ rows }: TestDatabase): Promise<object[]> {
  return rows`
    with running as (
      select item_id, valuation_area_id, sequence, quantity, value, quantity_after, value_after,
             sum(quantity) over s as running_quantity, sum(value) over s as running_value, row_number() over s as place
      from stock_entry window s as (partition by item_id, valuation_area_id order by sequence)
    ), ledger as (
      select item_id, valuation_area_id, sum(quantity) as quantity, sum(value) as value, count(*) as entries
      from running group by 1, 2
    ), counted as (
      select w.item_id, h.valuation_area_id, sum(w.on_hand) as quantity
      from warehouse_stock w join warehouse h on h.id = w.warehouse_id group by 1, 2
    ), layered as (
      select item_id, valuation_area_id, sum(quantity) as quantity, sum(value) as value from stock_layer group by 1, 2
    ), changed as (
      select layer_id, sum(quantity) as quantity, sum(value) as value from stock_layer_change group by 1
    )
    select 'running balance' as what, item_id, sequence::text as detail from running
    where (quantity_after, value_after, sequence) is distinct from (running_quantity, running_value, place)
    union all
    select 'balance', b.item_id, b.quantity::text from stock_balance b
    left join ledger l using (item_id, valuation_area_id)
    where (b.quantity, b.value, b.last_sequence)
      is distinct from (coalesce(l.quantity, 0), coalesce(l.value, 0), coalesce(l.entries, 0))
    union all
    select 'warehouse count', b.item_id, c.quantity::text from stock_balance b
    left join counted c using (item_id, valuation_area_id)
    where b.quantity is distinct from c.quantity
    union all
    select 'warehouse ledger', w.item_id, w.on_hand::text from warehouse_stock w
    where w.on_hand <> (select coalesce(sum(e.quantity), 0) from stock_entry e
                        where e.item_id = w.item_id and e.warehouse_id = w.warehouse_id)
    union all
    select 'layers', b.item_id, y.quantity::text from stock_balance b
    join item i on i.id = b.item_id and i.costing = 'FIFO'
    left join layered y using (item_id, valuation_area_id)
    where (b.quantity, b.value) is distinct from (coalesce(y.quantity, 0), coalesce(y.value, 0))
    union all
    select 'layer', l.item_id, l.id::text from stock_layer l left join changed c on c.layer_id = l.id
    where (l.quantity, l.value) is distinct from (c.quantity, c.value)`
}
