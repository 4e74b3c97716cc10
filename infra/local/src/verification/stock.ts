import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold inside the stock ledger. */
export async function checkStock(inventory: Snapshot): Promise<Finding[]> {
  return [await checkBalances(inventory), await checkLayers(inventory), await checkEvents(inventory)]
}

async function checkBalances({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with running as (
      select id, item_id, valuation_area_id, sequence, quantity, value, quantity_after, value_after,
             sum(quantity) over line as quantity_so_far, sum(value) over line as value_so_far,
             row_number() over line as place
      from stock_entry window line as (partition by item_id, valuation_area_id order by sequence)
    ), moved as (
      select item_id, valuation_area_id, sum(quantity) as quantity, sum(value) as value, count(*) as entries
      from running group by 1, 2
    ), moved_here as (
      select item_id, warehouse_id, sum(quantity) as quantity from stock_entry group by 1, 2)
    select format('entry %s (#%s): %s worth %s after it, by its movements %s worth %s', id, sequence, quantity_after,
                  value_after, quantity_so_far, value_so_far) as fault
    from running
    where (quantity_after, value_after, sequence) is distinct from (quantity_so_far, value_so_far, place)
    union all
    select format('item %s in area %s: %s worth %s, by its movements %s worth %s', item_id, valuation_area_id,
                  coalesce(balance.quantity, 0), coalesce(balance.value, 0), coalesce(moved.quantity, 0),
                  coalesce(moved.value, 0))
    from stock_balance as balance full join moved using (item_id, valuation_area_id)
    where (coalesce(balance.quantity, 0), coalesce(balance.value, 0), coalesce(last_sequence, 0))
      is distinct from (coalesce(moved.quantity, 0), coalesce(moved.value, 0), coalesce(entries, 0))
    union all
    select format('item %s in warehouse %s: %s on hand, by its movements %s', item_id, warehouse_id,
                  coalesce(on_hand, 0), coalesce(quantity, 0))
    from warehouse_stock full join moved_here using (item_id, warehouse_id)
    where coalesce(on_hand, 0) <> coalesce(quantity, 0) or on_hand < 0
    order by fault`)
  return {
    invariant: 5,
    rule: 'stock on hand and its value are the sum of the movements, and never below nothing',
    examined: await countOf(rows`select count(*) from stock_entry`),
    breaks,
    underWay: [],
  }
}

async function checkLayers({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with changed as (
      select layer_id, sum(quantity) as quantity, sum(value) as value from stock_layer_change group by 1
    ), layered as (
      select item_id, valuation_area_id, sum(quantity) as quantity, sum(value) as value from stock_layer group by 1, 2)
    select format('layer %s holds %s worth %s, by its changes %s worth %s', id, layer.quantity, layer.value,
                  changed.quantity, changed.value) as fault
    from stock_layer as layer left join changed on layer_id = id
    where (layer.quantity, layer.value) is distinct from (changed.quantity, changed.value)
    union all
    select format('item %s in area %s: %s worth %s in layers, %s worth %s in all', item_id, valuation_area_id,
                  coalesce(layered.quantity, 0), coalesce(layered.value, 0), balance.quantity, balance.value)
    from stock_balance as balance
    join item on item.id = item_id and costing = 'FIFO'
    left join layered using (item_id, valuation_area_id)
    where (balance.quantity, balance.value) is distinct from (coalesce(layered.quantity, 0), coalesce(layered.value, 0))
    order by fault`)
  return {
    invariant: 5,
    rule: 'the layers of items valued first in, first out hold exactly the balance',
    examined: await countOf(rows`select count(*) from stock_layer`),
    breaks,
    underWay: [],
  }
}

/** The value travels as text in the currency, the ledger holds minor units: digits of the text lead from one to the other. */
async function checkEvents({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with told as (
      select (payload ->> 'stockDocumentId')::uuid as id, count(distinct event_id) as events,
             sum((line ->> 'stockValue')::numeric + coalesce(line ->> 'transitValue', '0')::numeric) as stock, sum((line ->> 'clearingValue')::numeric) as clearing,
             max(scale((line ->> 'stockValue')::numeric)) as digits
      from platform.outbox, jsonb_array_elements(payload -> 'lines') as line
      where type = 'inventory.stock-document.posted.v1' group by 1
    ), booked as (
      select stock_document_id as id, sum(value) as stock, sum(clearing_value) as clearing from stock_entry group by 1)
    select format('stock document %s: booked %s against %s, told in %s events %s against %s', id,
                  coalesce(booked.stock, 0), coalesce(booked.clearing, 0), coalesce(events, 0), told.stock,
                  told.clearing) as fault
    from stock_document full join told using (id) left join booked using (id)
    where stock_document.id is null or events is distinct from 1
       or (told.stock * 10::numeric ^ digits, told.clearing * 10::numeric ^ digits) is distinct from (booked.stock, booked.clearing)
    order by fault`)
  return {
    invariant: 7,
    rule: 'every stock document told the others once what it is worth',
    examined: await countOf(rows`select count(*) from stock_document`),
    breaks,
    underWay: [],
  }
}
