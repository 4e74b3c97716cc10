import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold between what parties owe or are owed and the general ledger. */
export async function checkOpenItems(finance: Snapshot): Promise<Finding[]> {
  return [await checkBalances(finance), await checkAgainstLedger(finance)]
}

async function checkBalances({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('item %s of %s: %s of %s open at %s, by its movements %s at %s', item.id, document_number, open, original,
                  item.carrying, moved.amount, moved.carrying) as fault
    from open_item item left join lateral (
      select coalesce(sum(amount), 0) as amount, coalesce(sum(carrying), 0) as carrying
      from open_item_movement where item_id = item.id) moved on true
    where (open, item.carrying) is distinct from (moved.amount::bigint, moved.carrying::bigint)
      or not case when original >= 0 then open between 0 and original else open between original and 0 end
      or (currency = base_currency and open <> item.carrying)
    union all
    select format('settlement %s leaves %s at %s on account %s', settlement_id, sum(amount), sum(moved.carrying), account_id)
    from open_item_movement moved join open_item item on item.id = item_id
    where settlement_id is not null and moved.voucher_id is null
    group by settlement_id, account_id, party_id, currency having sum(amount) <> 0 or sum(moved.carrying) <> 0
    order by fault`)
  const rule = 'an open item is what its movements leave of it, and what meets inside an account comes to nothing'
  return { invariant: 6, rule, examined: await countItems(rows), breaks, underWay: [] }
}

async function checkAgainstLedger({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with owed as (
      select line.voucher_id, line.line_number, line.debit - line.credit as net, account.code,
        case when open_item_kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') then customer_id
             when open_item_kind in ('PAYABLE', 'ADVANCE_PAID') then supplier_id else employee_id end as party_id,
        account.id as account_id, control_key
      from voucher_line line join account on account.id = line.account_id and open_item_kind is not null),
    line as (select * from owed where control_key is not null or party_id is not null),
    moved as (
      select moved.voucher_id, moved.line_number, sum(moved.carrying) as net,
        bool_and((item.account_id, item.party_id) is not distinct from (line.account_id, line.party_id)) as same
      from open_item_movement moved join open_item item on item.id = item_id
      left join line on line.voucher_id = moved.voucher_id and line.line_number = moved.line_number
      where moved.voucher_id is not null group by 1, 2)
    select format('line %s of voucher %s on %s is worth %s, and its open items %s', line_number, voucher_id, code,
                  coalesce(line.net, 0), coalesce(moved.net, 0)) as fault
    from line full join moved using (voucher_id, line_number)
    where coalesce(line.net, 0) <> coalesce(moved.net, 0) or same is not true
    union all
    select format('account %s stands at %s with party %s, and its open items at %s', account_id, coalesce(ledger.net, 0),
                  party_id, coalesce(items.net, 0))
    from (select account_id, coalesce(party_id::text, '') as party_id, sum(net) as net from line group by 1, 2) ledger
    full join (select account_id, coalesce(party_id::text, '') as party_id, sum(carrying) as net from open_item
               group by 1, 2) items using (account_id, party_id)
    where coalesce(ledger.net, 0) <> coalesce(items.net, 0)
    order by fault`)
  const rule = 'open items equal the general ledger by line, account and party'
  return { invariant: 11, rule, examined: await countItems(rows), breaks, underWay: [] }
}

function countItems(rows: Snapshot['rows']): Promise<number> {
  return countOf(rows`select count(*) from open_item`)
}
