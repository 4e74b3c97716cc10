import { currencyColumn, moneyColumn } from '@erp/service-kit'
import {
  type BusinessDate,
  type Currency,
  type DueInstalment,
  type ExpectedAmount,
  readWrittenInstalments,
  type TermInstalment,
  type WrittenInstalment,
  whenExpected,
} from '@erp/values'
import type { Tx } from './database.ts'

/** What receipts are expected for 预计收款构成; what is in one is in no other. */
export const expectedReceiptKinds = ['ORDERED', 'DELIVERED', 'INVOICE_DRAFT', 'RETURNED'] as const
export type ExpectedReceiptKind = (typeof expectedReceiptKinds)[number]

interface Row {
  readonly kind: ExpectedReceiptKind
  readonly partyId: string
  readonly documentNumber: string
  readonly currency: string
  readonly expectedOn: BusinessDate
  readonly gross: bigint
  readonly paymentDays: number
  readonly instalments: readonly TermInstalment[] | null
  /** Of a draft invoice, which says itself when it is due. */
  readonly written: readonly WrittenInstalment[] | null
}

/**
 * What will be charged that is not charged yet and is expected by a day, each part of an order line once: in its order until it
 * goes out, in its delivery until an invoice takes it, in that invoice until it counts. What came back after its invoice makes
 * it less until it is credited.
 */
export async function expectedReceipts(
  tx: Tx,
  companyId: string,
  through: BusinessDate,
): Promise<ExpectedAmount<ExpectedReceiptKind>[]> {
  const rows = await tx.$queryRaw<Row[]>`
    with line as not materialized (
      select line.*, ordered.net_minor + ordered.tax_minor as ordered_minor, ordered.base_quantity as ordered_quantity,
        line.base_quantity + line.credited_base_quantity - line.returned_base_quantity - line.invoiced_base_quantity as rest
      from delivery_line line join sales_order_line ordered on ordered.id = line.sales_order_line_id
      where line.company_id = ${companyId}::uuid),
    expected as (
      select 'ORDERED' as kind, o.id, o.number, o.customer_id, o.currency, coalesce(o.requested_on, o.ordered_on) as expected_on,
        round((line.net_minor + line.tax_minor) * (line.base_quantity - line.delivered_base_quantity) / line.base_quantity) as gross,
        null::jsonb as written
      from sales_order_line line join sales_order o on o.id = line.sales_order_id and o.status = 'CONFIRMED'
      where line.company_id = ${companyId}::uuid and line.delivered_base_quantity < line.base_quantity
      union all
      select 'DELIVERED', d.id, d.number, d.customer_id, d.currency, d.delivered_on,
        round((round(line.ordered_minor * line.base_quantity / line.ordered_quantity)
               - line.invoiced_net_minor - line.invoiced_tax_minor) * line.rest / (line.base_quantity - line.invoiced_base_quantity)),
        null
      from line join delivery d on d.id = line.delivery_id and d.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')
      where line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity + line.credited_base_quantity
        and line.sales_order_line_id is not null
      union all
      select 'RETURNED', d.id, d.number, d.customer_id, d.currency, d.delivered_on,
        round(line.ordered_minor * line.rest / line.ordered_quantity), null
      from line join delivery d on d.id = line.delivery_id
      where line.returned_base_quantity + line.invoiced_base_quantity > line.base_quantity + line.credited_base_quantity
        and line.sales_order_line_id is not null
      union all
      select 'INVOICE_DRAFT', i.id, i.number, i.customer_id, i.currency,
        case when i.instalments = '[]' then i.due_on else i.invoiced_on end, i.gross_minor, i.instalments
      from sales_invoice i where i.company_id = ${companyId}::uuid and i.status = 'DRAFT')
    select e.kind, e.customer_id as "partyId", e.number as "documentNumber", e.currency, e.expected_on::text as "expectedOn",
      sum(e.gross)::bigint as gross, c.payment_days as "paymentDays", t.instalments, e.written
    from expected e join customer c on c.id = e.customer_id left join payment_term t on t.id = c.payment_term_id
    where e.expected_on <= ${through}::date
    group by e.kind, e.id, e.number, e.customer_id, e.currency, e.expected_on, e.written, c.payment_days, t.instalments
    having sum(e.gross) <> 0 order by e.kind, e.expected_on, e.number`
  return rows.flatMap((row) => {
    const { kind, partyId, documentNumber } = row
    const currency = currencyColumn(row.currency)
    return dueOf(row, currency).map(({ dueOn, amount: { minor: amount } }) => ({
      ...{ kind, partyId, documentNumber, dueOn, amount, currency },
    }))
  })
}

function dueOf({ kind, gross, expectedOn, written, ...terms }: Row, currency: Currency): DueInstalment[] {
  const amount = moneyColumn(gross, currency)
  if (kind !== 'INVOICE_DRAFT') return whenExpected(amount, expectedOn, terms)
  return written?.length ? readWrittenInstalments(written, currency) : [{ dueOn: expectedOn, amount }]
}
