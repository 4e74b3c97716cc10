import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold among sales orders, deliveries, returns, invoices and credit notes. */
export async function checkSales(sales: Snapshot): Promise<Finding[]> {
  return [await checkTotals(sales), await checkEvents(sales), await checkNumbers(sales)]
}

async function checkTotals({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with gone as (
      select sales_order_line_id as id, sum(base_quantity) as quantity
      from delivery_line join delivery on delivery.id = delivery_id
      where status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING') group by 1
    ), back as (
      select delivery_line_id as id, sum(base_quantity) as quantity
      from sales_return_line join sales_return on sales_return.id = sales_return_id
      where status in ('CONFIRMING', 'CONFIRMED') group by 1
    ), charged as (
      select delivery_line_id as id, sum(base_quantity) as quantity, sum(line.net_minor) as net, sum(line.tax_minor) as tax
      from sales_invoice_line as line join sales_invoice as invoice on invoice.id = sales_invoice_id
      where status <> 'CANCELLED' group by 1
    ), credit as (
      select line.* from credit_note_line as line join credit_note on credit_note.id = credit_note_id
      where status <> 'CANCELLED'
    ), credited as (
      select sales_invoice_line_id as id, sum(coalesce(base_quantity, 0)) as quantity, sum(net_minor) as net,
             sum(tax_minor) as tax
      from credit group by 1
    ), credited_goods as (
      select delivery_line_id as id, sum(base_quantity) as quantity from credit where base_quantity is not null group by 1
      union all
      select sales_return_line_id, sum(base_quantity) from credit where base_quantity is not null group by 1
    ), written as (
      select sales_invoice_id as id, sum(net_minor) as net, sum(tax_minor) as tax from sales_invoice_line group by 1
      union all
      select credit_note_id, sum(net_minor), sum(tax_minor) from credit_note_line group by 1
    ), document as (
      select id, number, net_minor, tax_minor from sales_invoice
      union all select id, number, net_minor, tax_minor from credit_note)
    select format('%s: net %s and tax %s, by its lines %s and %s', number, net_minor, tax_minor, net, tax) as fault
    from document left join written using (id)
    where (net_minor, tax_minor) is distinct from (net, tax)
    union all
    select format('order line %s: %s delivered, by its deliveries %s', id, delivered_base_quantity, gone.quantity)
    from sales_order_line left join gone using (id)
    where delivered_base_quantity is distinct from coalesce(gone.quantity, 0)
    union all
    select format('delivery line %s: %s came back, %s worth %s and %s invoiced and %s credited, by its documents %s, %s worth %s and %s, and %s',
                  id, returned_base_quantity, invoiced_base_quantity, invoiced_net_minor, invoiced_tax_minor,
                  credited_base_quantity, back.quantity, charged.quantity, net, tax, credited_goods.quantity)
    from delivery_line left join back using (id) left join charged using (id) left join credited_goods using (id)
    where (returned_base_quantity, invoiced_base_quantity, invoiced_net_minor, invoiced_tax_minor, credited_base_quantity)
      is distinct from (coalesce(back.quantity, 0), coalesce(charged.quantity, 0), coalesce(net, 0), coalesce(tax, 0),
                        coalesce(credited_goods.quantity, 0))
    union all
    select format('return line %s: %s credited, by its credit notes %s', id, credited_base_quantity, credited_goods.quantity)
    from sales_return_line left join credited_goods using (id)
    where credited_base_quantity is distinct from coalesce(credited_goods.quantity, 0)
    union all
    select format('invoice line %s: %s worth %s and %s credited, by its credit notes %s worth %s and %s', id,
                  credited_base_quantity, credited_net_minor, credited_tax_minor, credited.quantity, net, tax)
    from sales_invoice_line left join credited using (id)
    where (credited_base_quantity, credited_net_minor, credited_tax_minor)
      is distinct from (coalesce(credited.quantity, 0), coalesce(net, 0), coalesce(tax, 0))
    order by fault`)
  return {
    invariant: 8,
    rule: 'what went out, came back, is invoiced and credited is what the documents of sales say',
    examined: await countOf(rows`select count(*) from sales_order_line`),
    breaks,
    underWay: [],
  }
}

async function checkEvents({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with told as (
      select aggregate_id as id, type, count(*) as events from platform.outbox
      where type like 'sales.sales-invoice.%' or type like 'sales.credit-note.%' or type like 'sales.free-credit-note.%'
      group by 1, 2
    ), counted as (
      select id, number, status, 'sales.sales-invoice.' as kind from sales_invoice where confirmed_at is not null
      union all
      select id, number, status, case kind when 'FREE' then 'sales.free-credit-note.' else 'sales.credit-note.' end
      from credit_note where confirmed_at is not null
    ), due as (
      select id, number, kind || 'confirmed.v1' as type from counted
      union all
      select id, number, kind || 'cancelled.v1' from counted where status = 'CANCELLED')
    select format('%s (%s) was told %s times as %s', coalesce(number, 'a document that never counted'), id,
                  coalesce(events, 0), type) as fault
    from due full join told using (id, type)
    where number is null or events is distinct from 1
    order by fault`)
  return {
    invariant: 7,
    rule: 'every sales invoice and credit note that counts or was taken back was told to the others once',
    examined: await countOf(rows`
      select (select count(*) from sales_invoice) + (select count(*) from credit_note) as count`),
    breaks,
    underWay: [],
  }
}

async function checkNumbers({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with document as (
      select company_id, 'SALES_ORDER' as document_type, number from sales_order
      union all select company_id, 'QUOTATION', number from quotation
      union all select company_id, 'DELIVERY', number from delivery
      union all select company_id, 'SALES_RETURN', number from sales_return
      union all select company_id, 'SALES_INVOICE', number from sales_invoice
      union all select company_id, 'CREDIT_NOTE', number from credit_note
      union all select company_id, 'CREDIT_LIMIT', number from credit_limit_change
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
    rule: 'numbers of sales orders, quotations, deliveries, returns, invoices, credit notes and changes of credit limits have no gap and no twin',
    examined: await countOf(rows`select sum(last_number) as count from document_number`),
    breaks,
    underWay: [],
  }
}
