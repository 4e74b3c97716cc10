import { currencyColumn, moneyColumn } from '@erp/service-kit'
import { type BusinessDate, type ExpectedAmount, type TermInstalment, whenExpected } from '@erp/values'
import type { Tx } from './database.ts'

/** What payments are expected for 预计付款构成; what is in one is in no other. */
export const expectedPaymentKinds = ['ORDERED', 'RECEIVED', 'RETURNED'] as const
export type ExpectedPaymentKind = (typeof expectedPaymentKinds)[number]

interface Row {
  readonly kind: ExpectedPaymentKind
  readonly partyId: string
  readonly documentNumber: string
  readonly currency: string
  readonly expectedOn: BusinessDate
  readonly gross: bigint
  readonly paymentDays: number
  readonly instalments: readonly TermInstalment[] | null
}

/**
 * What will be charged that is not charged yet and is expected by a day, each part of an order line once: in its order until it
 * comes, in its receipt until it is invoiced. Goods that are charged before they come, and as much of a service as is charged,
 * are an invoice's, whichever department's and warehouse's. What went back after its invoice makes it less until it is credited.
 */
export async function expectedPayments(
  tx: Tx,
  companyId: string,
  through: BusinessDate,
): Promise<ExpectedAmount<ExpectedPaymentKind>[]> {
  const rows = await tx.$queryRaw<Row[]>`
    with expected as (
      select 'ORDERED' as kind, o.id, o.number, o.supplier_id, o.currency,
        coalesce(line.promised_on, asked.needed_on, needed.needed_on, o.ordered_on) as expected_on,
        round((line.net_minor + line.tax_minor) * open.rest / open.whole) as gross
      from purchase_order_line line
      join purchase_order o on o.id = line.purchase_order_id and o.confirmed_at is not null and o.status <> 'CANCELLED'
      left join item_replica item on item.item_id = line.item_id
      left join request_for_quotation_line asked on asked.id = line.request_line_id
      left join purchase_requisition_line needed on needed.id = line.requisition_line_id
      left join charged_of_order_lines(${companyId}::uuid) charged on charged.line_id = line.id
      cross join lateral (
        select case when item.item_class = 'SERVICE' then line.net_minor - coalesce(charged.printed_net, 0)
            else line.base_quantity - line.received_base_quantity + line.returned_base_quantity
              - coalesce(charged.on_its_way, 0) end as rest,
          case when item.item_class = 'SERVICE' then line.net_minor else line.base_quantity end as whole) open
      where line.company_id = ${companyId}::uuid and line.closed_at is null and not line.removed
        and line.received_base_quantity - line.returned_base_quantity < line.base_quantity and open.rest > 0
      union all
      select 'RECEIVED', r.id, r.number, r.supplier_id,
        case when line.order_value_minor is null then r.currency else r.order_currency end, r.received_on,
        round((100 + ordered.tax_rate_percent) / 100 * case
          when line.order_value_minor is null then line.net_value_minor - line.returned_value_minor - line.invoiced_value_minor
          else round(line.order_value_minor * (line.base_quantity - line.returned_base_quantity - line.invoiced_base_quantity)
                     / (line.base_quantity - line.transit_base_quantity)) end)
      from goods_receipt_line line join goods_receipt r on r.id = line.goods_receipt_id
      join purchase_order_line ordered on ordered.id = line.purchase_order_line_id
      where line.company_id = ${companyId}::uuid and line.net_value_minor is not null
        and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity
      union all
      select 'RETURNED', back.id, back.number, back.supplier_id, coalesce(line.charged_currency, back.currency), back.returned_on,
        -round((100 + ordered.tax_rate_percent) / 100 * round(coalesce(line.charged_minor, line.clearing_value_minor)
          * (line.base_quantity - line.credited_base_quantity) / line.base_quantity))
      from purchase_return_line line
      join purchase_return back on back.id = line.purchase_return_id and back.after_invoice and back.status = 'CONFIRMED'
      join purchase_order_line ordered on ordered.id = line.purchase_order_line_id
      where line.company_id = ${companyId}::uuid and line.credited_base_quantity < line.base_quantity)
    select e.kind, e.supplier_id as "partyId", e.number as "documentNumber", e.currency, e.expected_on::text as "expectedOn",
      sum(e.gross)::bigint as gross, s.payment_days as "paymentDays", t.instalments
    from expected e join supplier s on s.id = e.supplier_id left join payment_term t on t.id = s.payment_term_id
    where e.expected_on <= ${through}::date
    group by e.kind, e.id, e.number, e.supplier_id, e.currency, e.expected_on, s.payment_days, t.instalments
    having sum(e.gross) <> 0 order by e.kind, e.expected_on, e.number`
  return rows.flatMap(({ kind, partyId, documentNumber, currency: code, expectedOn, gross, ...terms }) => {
    const currency = currencyColumn(code)
    return whenExpected(moneyColumn(gross, currency), expectedOn, terms).map(
      ({ dueOn, amount: { minor: amount } }) => ({
        ...{ kind, partyId, documentNumber, dueOn, amount, currency },
      }),
    )
  })
}
