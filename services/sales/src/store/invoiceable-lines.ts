import { areIds, beyondScope, decimalColumn, idsIn, moneyColumn, quantityColumn, StaleDocument } from '@erp/service-kit'
import type { BusinessDate, Quantity } from '@erp/values'
import type { DeliveryLine } from '../domain/delivery.ts'
import type { InvoiceableLine, SalesInvoiceLine } from '../domain/sales-invoice.ts'
import type { Tx } from './database.ts'
import { findDeliveryLines } from './deliveries.ts'
import { findReturnableLines, lockReturnableLines } from './returnable-lines.ts'

type DeliveredLines = Awaited<ReturnType<typeof findReturnableLines>>
type Charged = Pick<SalesInvoiceLine, 'deliveryLineId' | 'baseQuantity' | 'net' | 'tax'>

interface OrderRow {
  readonly deliveryLineId: string
  readonly salesOrderId: string
  readonly salesOrderLineId: string
  readonly valuationAreaId: string | null
  readonly invoicedNetMinor: string
  readonly invoicedTaxMinor: string
  readonly taxCodeId: string
  readonly unitPrice: string
  readonly discountPercent: string
  readonly taxRatePercent: string
  readonly pricesIncludeTax: boolean
}

/** Lines of confirmed deliveries of orders, with what an invoice for them is decided on; gifts are charged to nobody. */
export async function findInvoiceableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, InvoiceableLine>> {
  return withOrders(tx, await findReturnableLines(tx, lineIds))
}

/**
 * The same with their deliveries and rows locked in the order of their ids, so that nobody takes the deliveries back and no
 * other invoice or return takes from them meanwhile.
 */
export async function lockInvoiceableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, InvoiceableLine>> {
  return withOrders(tx, await lockReturnableLines(tx, lineIds))
}

async function withOrders(tx: Tx, delivered: DeliveredLines): Promise<Map<string, InvoiceableLine>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    select line.id as "deliveryLineId", line.sales_order_id as "salesOrderId", line.sales_order_line_id as "salesOrderLineId",
           warehouse.valuation_area_id as "valuationAreaId",
           line.invoiced_net_minor::text as "invoicedNetMinor", line.invoiced_tax_minor::text as "invoicedTaxMinor",
           order_line.tax_code_id as "taxCodeId", order_line.unit_price::text as "unitPrice",
           order_line.discount_percent::text as "discountPercent", order_line.tax_rate_percent::text as "taxRatePercent",
           ordered.prices_include_tax as "pricesIncludeTax"
    from delivery_line line
    join delivery on delivery.id = line.delivery_id
    join sales_order_line order_line on order_line.id = line.sales_order_line_id
    join sales_order ordered on ordered.id = line.sales_order_id
    left join warehouse_replica warehouse on warehouse.warehouse_id = delivery.warehouse_id
    where line.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify([...delivered.keys()])}::jsonb)))`
  return new Map(
    rows.flatMap(({ deliveryLineId, valuationAreaId, taxCodeId, pricesIncludeTax, ...row }) => {
      const { salesOrderId, salesOrderLineId } = row
      const line = delivered.get(deliveryLineId)
      if (!line) return []
      const price = {
        unitPrice: decimalColumn(row.unitPrice),
        discountPercent: decimalColumn(row.discountPercent),
        taxRatePercent: decimalColumn(row.taxRatePercent),
        pricesIncludeTax,
      }
      const invoicedNet = moneyColumn(row.invoicedNetMinor, line.currency)
      const invoicedTax = moneyColumn(row.invoicedTaxMinor, line.currency)
      const order = { salesOrderId, salesOrderLineId, taxCodeId, price }
      return [[line.id, { ...line, ...order, valuationAreaId, invoicedNet, invoicedTax }] as const]
    }),
  )
}

/**
 * Takes what invoices charge for off the delivery lines, in one conditional statement: what another invoice has taken, or what
 * came back, is not there any more. The lines are locked by the caller, who decided on them, so all of them pass.
 */
export async function takeForInvoice(tx: Tx, lines: readonly Charged[]): Promise<void> {
  const taken = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update delivery_line line
    set invoiced_base_quantity = line.invoiced_base_quantity + charged.base_quantity,
        invoiced_net_minor = line.invoiced_net_minor + charged.net_minor,
        invoiced_tax_minor = line.invoiced_tax_minor + charged.tax_minor
    from jsonb_to_recordset(${toJson(lines)}::jsonb)
      as charged(id uuid, base_quantity numeric, net_minor bigint, tax_minor bigint)
    where line.id = charged.id
      and line.returned_base_quantity + line.invoiced_base_quantity + charged.base_quantity
          <= line.base_quantity + line.credited_base_quantity`,
  )
  if (taken !== lines.length) throw new StaleDocument('delivery lines of sales invoice', lines[0]?.deliveryLineId ?? '')
}

/** Gives back what a cancelled invoice had taken. The lines are locked by the caller. */
export async function releaseFromInvoice(tx: Tx, lines: readonly Charged[]): Promise<void> {
  const released = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update delivery_line line
    set invoiced_base_quantity = line.invoiced_base_quantity - charged.base_quantity,
        invoiced_net_minor = line.invoiced_net_minor - charged.net_minor,
        invoiced_tax_minor = line.invoiced_tax_minor - charged.tax_minor
    from jsonb_to_recordset(${toJson(lines)}::jsonb)
      as charged(id uuid, base_quantity numeric, net_minor bigint, tax_minor bigint)
    where line.id = charged.id`,
  )
  if (released !== lines.length)
    throw new StaleDocument('delivery lines of sales invoice', lines[0]?.deliveryLineId ?? '')
}

/** Which open delivery lines are meant; left out, of any customer, delivery and day. */
export interface UninvoicedFilter {
  readonly customerIds?: readonly string[] | null | undefined
  readonly deliveryIds?: readonly string[] | null | undefined
  readonly deliveredTo?: BusinessDate | null | undefined
}

/** Lines of confirmed deliveries of which something is still to be invoiced, oldest first, at most `limit`, after `after`. */
export async function uninvoicedLineIds(
  tx: Tx,
  companyId: string,
  filter: UninvoicedFilter,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<string[]> {
  const { customerIds = null, deliveryIds = null, deliveredTo = null } = filter
  const [customers, deliveries] = [customerIds && idsIn(customerIds), deliveryIds && idsIn(deliveryIds)]
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from delivery_line line join delivery on delivery.id = line.delivery_id
    where line.company_id = ${companyId}::uuid and delivery.status = 'CONFIRMED'
      and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity + line.credited_base_quantity
      and line.sales_order_line_id is not null
      and (${customers === null} or delivery.customer_id = any (array(
             select value::uuid from jsonb_array_elements_text(${JSON.stringify(customers ?? [])}::jsonb))))
      and (${deliveries === null} or delivery.id = any (array(
             select value::uuid from jsonb_array_elements_text(${JSON.stringify(deliveries ?? [])}::jsonb))))
      and (${deliveredTo}::date is null or delivery.delivered_on <= ${deliveredTo}::date)
      and (${page.after ?? null}::uuid is null or line.id > ${page.after ?? null}::uuid)
    order by line.id limit ${page.limit}::int`
  return rows.map(({ id }) => id)
}

/** The same as lines. */
export async function listUninvoicedLines(
  tx: Tx,
  companyId: string,
  { customerId, deliveredTo }: { readonly customerId?: string | null; readonly deliveredTo?: BusinessDate | null },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<DeliveryLine[]> {
  if (!areIds(customerId)) return []
  const filter = { customerIds: customerId == null ? null : [customerId], deliveredTo }
  const lines = await findDeliveryLines(tx, await uninvoicedLineIds(tx, companyId, filter, page))
  return lines.sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** How far an order line is invoiced, in base units: `left` is what is ordered and neither invoiced nor came back before it was. */
export interface InvoicingOfOrderLine {
  readonly id: string
  readonly salesOrderId: string
  readonly invoiced: Quantity
  readonly left: Quantity
}

export async function findInvoicingOfOrders(tx: Tx, orderIds: readonly string[]): Promise<InvoicingOfOrderLine[]> {
  const rows = await tx.$queryRaw<{ id: string; salesOrderId: string; invoiced: string; left: string }[]>`
    with gone as (
      select line.sales_order_line_id as id, sum(line.invoiced_base_quantity) as invoiced,
             sum(least(line.returned_base_quantity + line.invoiced_base_quantity - line.credited_base_quantity,
                       line.base_quantity)) as done
      from delivery_line line join delivery on delivery.id = line.delivery_id
      where delivery.status in ('CONFIRMED', 'CANCELLING')
        and line.sales_order_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb)))
      group by 1
    )
    select line.id, line.sales_order_id as "salesOrderId", coalesce(gone.invoiced, 0)::text as invoiced,
           (line.base_quantity - coalesce(gone.done, 0))::text as "left"
    from sales_order_line line left join gone using (id)
    where line.sales_order_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb)))`
  return rows.map(({ invoiced, left, ...row }) => ({
    ...row,
    invoiced: quantityColumn(invoiced),
    left: quantityColumn(left),
  }))
}

function toJson(lines: readonly Charged[]): string {
  return JSON.stringify(
    lines.map(({ deliveryLineId, baseQuantity, net, tax }) => ({
      id: deliveryLineId,
      base_quantity: baseQuantity.toFixed(),
      net_minor: net.minor.toString(),
      tax_minor: tax.minor.toString(),
    })),
  )
}
