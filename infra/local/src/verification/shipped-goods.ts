import type { Flow } from './across-services.ts'
import { compare, type Effect } from './clearing-accounts.ts'
import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** 发出商品: what customers have that is not invoiced, delivery line by delivery line. */
export async function checkShippedGoods(flow: Flow): Promise<Finding[]> {
  return [await checkAccount(flow), await checkLines(flow.inventory), await checkInvoiced(flow)]
}

async function checkAccount({ finance, inventory }: Flow): Promise<Finding> {
  const effects = await inventory.rows<Effect>`
    select document.company_id as company, (-sum(clearing_value))::text as value,
           concat_ws(' ', 'STOCK_DOCUMENT', document.id, 1) as posting
    from stock_document as document join stock_entry on stock_document_id = document.id
    where event_kind in ('GOODS_SHIPPED', 'SHIPPED_GOODS_RETURNED', 'SHIPPED_GOODS_CHARGED') group by document.id`
  const lines = await inventory.rows<{ company: string; value: string }>`
    select company_id as company, sum(value - charged_value)::text as value from shipped_goods group by 1`
  return compare(finance, {
    ...{ key: 'SNI', debit: true, effects, lines },
    rule: 'goods shipped and not invoiced equal their account, with what is on its way',
    what: 'shipped and not invoiced',
  })
}

async function checkLines({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with moved as (
      select coalesce(origin_line_id, source_line_id) as id, -sum(quantity) as quantity,
             -sum(case when event_kind = 'SHIPPED_GOODS_CHARGED' then 0 else clearing_value end) as value,
             sum(case when event_kind = 'SHIPPED_GOODS_CHARGED' then clearing_value else 0 end) as charged
      from stock_document as document join stock_entry on stock_document_id = document.id
      where event_kind in ('GOODS_SHIPPED', 'SHIPPED_GOODS_RETURNED', 'SHIPPED_GOODS_CHARGED') group by 1)
    select format('delivery line %s: %s worth %s, %s of it cost of sales, by its movements %s worth %s and %s', id,
                  goods.quantity, goods.value, charged_value, moved.quantity, moved.value, charged) as fault
    from shipped_goods as goods full join moved on moved.id = delivery_line_id
    where (goods.quantity, goods.value, charged_value) is distinct from (moved.quantity, moved.value, charged)
    union all
    select format('delivery line %s: %s of %s is invoiced, and %s of its cost %s is cost of sales', delivery_line_id,
                  invoiced_quantity, quantity, charged_value, value)
    from shipped_goods
    where invoiced_quantity >= quantity and charged_value <> value
       or invoiced_quantity = 0 and quantity > 0 and charged_value <> 0
    order by fault`)
  return {
    invariant: 13,
    rule: 'shipped goods are what moved, and nothing is left of a delivery line that is invoiced or came back',
    examined: await countOf(rows`select count(*) from shipped_goods`),
    breaks,
    underWay: [],
  }
}

interface Line {
  readonly id: string
  readonly invoiced: string
}

/** Inventory was read before sales, so what sales said last may not have come yet. */
async function checkInvoiced({ inventory, sales }: Flow): Promise<Finding> {
  const known = await inventory.rows<Line>`
    select delivery_line_id as id, trim_scale(invoiced_quantity)::text as invoiced from shipped_goods`
  const said = await sales.rows<Line>`
    with charged as (
      select delivery_line_id as id, base_quantity as quantity
      from sales_invoice_line as line join sales_invoice as invoice on invoice.id = sales_invoice_id
      where status = 'CONFIRMED'
      union all
      select delivery_line_id, -base_quantity
      from credit_note_line as line join credit_note on credit_note.id = credit_note_id
      where status = 'CONFIRMED' and base_quantity is not null and delivery_line_id is not null)
    select line.id, trim_scale(coalesce(sum(charged.quantity), 0))::text as invoiced
    from delivery_line as line join delivery on delivery.id = delivery_id left join charged on charged.id = line.id
    where cost_of_sales = 'AT_INVOICE' and delivery.status in ('CONFIRMED', 'CANCELLING') group by line.id`
  const inInventory = new Map(known.map(({ id, invoiced }) => [id, invoiced]))
  const underWay = said.flatMap(({ id, invoiced }) => {
    const found = inInventory.get(id)
    return found === invoiced
      ? []
      : [`delivery line ${id}: ${invoiced} is invoiced, inventory knows of ${found ?? 'none'}`]
  })
  const rule = 'what inventory knows to be invoiced of shipped goods is what sales invoices and credit notes say'
  return { invariant: 13, rule, examined: said.length, breaks: [], underWay }
}
