import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold among purchase orders, receipts and returns. */
export async function checkPurchases(procurement: Snapshot): Promise<Finding[]> {
  return [await checkTotals(procurement), await checkEvents(procurement), await checkNumbers(procurement)]
}

async function checkTotals({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with ordered as (
      select purchase_order_id as id, sum(net_minor) as net, sum(tax_minor) as tax
      from purchase_order_line where not removed group by 1
    ), arrived as (
      select purchase_order_line_id as id, sum(base_quantity) as quantity
      from goods_receipt_line join goods_receipt as receipt on receipt.id = goods_receipt_id
      where status = 'CONFIRMED' group by 1
    ), gone as (
      select purchase_order_line_id as id, sum(base_quantity) as quantity
      from purchase_return_line join purchase_return on purchase_return.id = purchase_return_id
      where status = 'CONFIRMED' group by 1
    ), held as (
      select goods_receipt_line_id as id, sum(base_quantity) as quantity, sum(line.clearing_value_minor) as value
      from purchase_return_line as line join purchase_return on purchase_return.id = purchase_return_id
      where status in ('CONFIRMING', 'CONFIRMED') and not after_invoice group by 1
    ), charged as (
      select id, sum(quantity) as quantity, sum(value) as value from (
        select goods_receipt_line_id as id, matched_base_quantity as quantity, cleared_minor as value
        from supplier_invoice_line as line join supplier_invoice as invoice on invoice.id = supplier_invoice_id
        where status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING') and line.kind = 'GOODS' and invoice.kind = 'INVOICE'
        union all
        select goods_receipt_line_id, base_quantity, value_minor from goods_in_transit_arrival) as one group by 1
    ), valued as (
      select goods_receipt_id as id, sum(net_value_minor) as value from goods_receipt_line group by 1)
    select format('order %s: net %s and tax %s, by its lines %s and %s', number, net_minor, tax_minor, net, tax) as fault
    from purchase_order left join ordered using (id)
    where (net_minor, tax_minor) is distinct from (coalesce(net, 0), coalesce(tax, 0))
    union all
    select format('order line %s: %s received and %s returned, by its documents %s and %s', id,
                  received_base_quantity, returned_base_quantity, coalesce(arrived.quantity, 0),
                  coalesce(gone.quantity, 0))
    from purchase_order_line left join arrived using (id) left join gone using (id)
    where (received_base_quantity, returned_base_quantity)
      is distinct from (coalesce(arrived.quantity, 0), coalesce(gone.quantity, 0))
    union all
    select format('receipt line %s: %s worth %s returned, by its returns %s worth %s', id, returned_base_quantity,
                  returned_value_minor, coalesce(held.quantity, 0), coalesce(held.value, 0))
    from goods_receipt_line left join held using (id)
    where (returned_base_quantity, returned_value_minor)
      is distinct from (coalesce(held.quantity, 0), coalesce(held.value, 0))
    union all
    select format('receipt line %s: %s worth %s invoiced, by its invoices %s worth %s', id, invoiced_base_quantity,
                  invoiced_value_minor, coalesce(charged.quantity, 0), coalesce(charged.value, 0))
    from goods_receipt_line left join charged using (id)
    where (invoiced_base_quantity, invoiced_value_minor)
      is distinct from (coalesce(charged.quantity, 0), coalesce(charged.value, 0))
    union all
    select format('invoice line %s: %s worth %s arrived, by its arrivals %s worth %s', line.id, arrived_base_quantity,
                  arrived_minor, coalesce(arrival.quantity, 0), coalesce(arrival.value, 0))
    from supplier_invoice_line as line left join (
      select supplier_invoice_line_id as id, sum(base_quantity) as quantity, sum(value_minor) as value
      from goods_in_transit_arrival group by 1) as arrival using (id)
    where (arrived_base_quantity, arrived_minor) is distinct from (coalesce(arrival.quantity, 0), coalesce(arrival.value, 0))
    union all
    select format('requisition line %s: %s ordered, by its orders %s', needed.id, ordered_quantity, coalesce(taken.quantity, 0))
    from purchase_requisition_line as needed left join (
      select requisition_line_id as id, sum(case when line.closed_at is null then line.quantity else line.received_quantity end) as quantity
      from purchase_order_line as line join purchase_order on purchase_order.id = purchase_order_id
      where not removed and status <> 'CANCELLED' group by 1) as taken using (id)
    where ordered_quantity is distinct from coalesce(taken.quantity, 0)
    union all
    select format('request line %s: %s ordered, by its orders %s', asked.id, ordered_quantity, coalesce(taken.quantity, 0))
    from request_for_quotation_line as asked left join (
      select request_line_id as id, sum(case when line.closed_at is null then line.quantity else line.received_quantity end) as quantity
      from purchase_order_line as line join purchase_order on purchase_order.id = purchase_order_id
      where not removed and status <> 'CANCELLED' group by 1) as taken using (id)
    where ordered_quantity is distinct from coalesce(taken.quantity, 0)
    union all
    select format('receipt line %s: estimate of %s taken back, by its turns %s, of %s that is not invoiced', line.id,
                  reversed_value_minor, coalesce(turned.value, 0), line.net_value_minor - returned_value_minor - invoiced_value_minor)
    from goods_receipt_line as line left join (
      select goods_receipt_line_id as id, sum(case kind when 'REVERSAL' then 1 else -1 end * one.value_minor) as value
      from estimate_turn_line as one join estimate_turn on estimate_turn.id = estimate_turn_id group by 1) as turned using (id)
    where reversed_value_minor <> coalesce(turned.value, 0)
       or reversed_value_minor > coalesce(line.net_value_minor, 0) - returned_value_minor - invoiced_value_minor
    union all
    select format('estimate turn %s: worth %s, by its lines %s', number, value_minor, value)
    from estimate_turn left join (
      select estimate_turn_id as id, sum(value_minor) as value from estimate_turn_line group by 1) as lines using (id)
    where value_minor is distinct from value
    union all
    select format('receipt %s: worth %s, by its lines %s', number, net_value_minor, value)
    from goods_receipt left join valued using (id)
    where status = 'CONFIRMED' and net_value_minor is distinct from value
    order by fault`)
  return {
    invariant: 8,
    rule: 'orders are the sum of their lines, and requested, received, returned and invoiced what their documents say',
    examined: await countOf(rows`select count(*) from purchase_order_line`),
    breaks,
    underWay: [],
  }
}

async function checkEvents({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with told as (
      select aggregate_id as id, type, count(*) as events from platform.outbox
      where type in ('procurement.goods-receipt.confirmed.v1', 'procurement.purchase-return.confirmed.v1',
                     'procurement.receipt-estimate.turned.v1') group by 1, 2
    ), confirmed as (
      select id, number, 'procurement.goods-receipt.confirmed.v1' as type from goods_receipt where status = 'CONFIRMED'
      union all
      select id, number, 'procurement.purchase-return.confirmed.v1' from purchase_return where status = 'CONFIRMED'
      union all
      select id, number, 'procurement.receipt-estimate.turned.v1' from estimate_turn)
    select format('%s (%s) was told %s times', coalesce(number, 'a document that is not confirmed'), id,
                  coalesce(events, 0)) as fault
    from confirmed full join told using (id, type)
    where number is null or events is distinct from 1
    order by fault`)
  return {
    invariant: 7,
    rule: 'every confirmed receipt and return, and every turned estimate, was told to the others once',
    examined: await countOf(rows`
      select (select count(*) from goods_receipt) + (select count(*) from purchase_return) as count`),
    breaks,
    underWay: [],
  }
}

async function checkNumbers({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with document as (
      select company_id, 'PURCHASE_ORDER' as document_type, number from purchase_order
      union all select company_id, 'PURCHASE_REQUISITION', number from purchase_requisition
      union all select company_id, 'REQUEST_FOR_QUOTATION', number from request_for_quotation
      union all select company_id, 'GOODS_RECEIPT', number from goods_receipt
      union all select company_id, 'PURCHASE_RETURN', number from purchase_return
      union all select company_id, 'SUPPLIER_INVOICE', number from supplier_invoice
      union all select company_id, 'ESTIMATE_TURN', number from estimate_turn
    ), given as (
      select company_id, document_type, split_part(number, '-', 2)::int as year, count(*) as documents,
             min(split_part(number, '-', 3)::int) as first, max(split_part(number, '-', 3)::int) as last
      from document group by 1, 2, 3)
    select format('%s %s of company %s: %s documents, numbered %s to %s; the next would follow %s', document_type, year,
                  company_id, coalesce(documents, 0), first, last, last_number) as fault
    from given full join document_number using (company_id, document_type, year)
    where (documents, first, last) is distinct from (last_number::bigint, 1, last_number)
    order by fault`)
  return {
    invariant: 22,
    rule: 'numbers of purchasing documents have no gap and no twin',
    examined: await countOf(rows`select sum(last_number) as count from document_number`),
    breaks,
    underWay: [],
  }
}
