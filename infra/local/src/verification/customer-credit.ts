import type { Flow } from './across-services.ts'
import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold of the credit that orders hold in finance, by itself and against the orders of sales. */
export async function checkCredit({ finance, sales }: Flow): Promise<Finding[]> {
  return [await checkCharges(finance), await checkHolds(finance, sales)]
}

/** The receivable stands in place of a hold from the posting of an invoice on. Amounts are kept with all their decimals. */
async function checkCharges({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with posted as (
      select (line ->> 'salesOrderId')::uuid as document_id,
             sum(replace(line -> 'amounts' ->> 'grossValue', '.', '')::bigint) as gross
      from voucher join posting_fact using (source_type, source_id, purpose, revision)
      cross join jsonb_array_elements(facts -> 'lines') as line
      where purpose = 'SALES_INVOICE' and line ? 'salesOrderId' group by 1)
    select format('%s holds %s, of which %s is invoiced, by posted invoices %s', document_number, amount, charged, gross) as fault
    from credit_hold left join posted using (document_id)
    where charged <> coalesce(gross, 0)
    order by fault`)
  const rule = 'what is invoiced of held credit is what the posted invoices of its order say'
  return { invariant: 11, rule, examined: await countOf(rows`select count(*) from credit_hold`), breaks, underWay: [] }
}

interface Hold {
  readonly id: string
  readonly amount: string
  readonly ended: boolean
}
interface Order extends Hold {
  readonly number: string
  readonly status: string
}

/** Finance was read before sales, so an order may be ahead of its hold and has to know of it. */
async function checkHolds(finance: Snapshot, sales: Snapshot): Promise<Finding> {
  const holds = await finance.rows<Hold>`
    select document_id as id, amount::text, ended_at is not null as ended from credit_hold where document_type = 'SALES_ORDER'`
  const orders = await sales.rows<Order>`
    select id, number, status, gross_minor::text as amount, ended_at is not null as ended from sales_order
    where saga_id is not null order by number`
  const byId = new Map(holds.map((hold) => [hold.id, hold]))
  const underWay: string[] = []
  const breaks: string[] = []
  for (const { id, number, status, amount } of orders) {
    const hold = byId.get(id)
    byId.delete(id)
    const held = hold === undefined || hold.ended ? 'nothing' : hold.amount
    const wanted = status === 'CONFIRMED' ? amount : 'nothing'
    const text = `${number} is ${status} and holds ${held} of its customer's credit, not ${wanted}`
    if (status === 'CONFIRMED' && held !== 'nothing' && held !== wanted) breaks.push(text)
    else if (status === 'CONFIRMING' || held !== wanted) underWay.push(text)
  }
  breaks.push(...[...byId.keys()].map((id) => `credit is held for order ${id}, which was never confirmed`))
  const rule = 'confirmed orders hold their gross amount of credit, and no others hold any'
  return { invariant: 18, rule, examined: orders.length, breaks, underWay }
}
