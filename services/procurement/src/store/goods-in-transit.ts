import {
  beyondScope,
  currencyColumn,
  decimalColumn,
  factorColumns,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
} from '@erp/service-kit'
import type { AwaitedLine, GoodsOnTheirWay } from '../domain/goods-in-transit.ts'
import type { PurchaseOrderStatus } from '../domain/purchase-order.ts'
import type { ArrivalOnLine } from '../domain/receive-goods.ts'
import type { SupplierInvoiceLine } from '../domain/supplier-invoice.ts'
import type { Tx } from './database.ts'
import { findItems } from './replicated-facts.ts'
import { findInvoiceLines } from './supplier-invoice-lines.ts'

interface AwaitedRow {
  readonly id: string
  readonly purchaseOrderId: string
  readonly orderStatus: string
  readonly supplierId: string
  readonly orderCurrency: string
  readonly itemId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly unit: string
  readonly numerator: string
  readonly denominator: string
  readonly quantity: string
  readonly baseQuantity: string
  readonly unitPrice: string
  readonly taxCodeId: string
  readonly taxRatePercent: string
  readonly received: string
  readonly inTransit: string
  readonly closed: boolean
}

/** Order lines with what a charge for goods that have not come is decided on; removed ones are not among them. */
export async function findAwaitedLines(tx: Tx, orderLineIds: readonly string[]): Promise<Map<string, AwaitedLine>> {
  if (orderLineIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<AwaitedRow[]>`
    select line.id, line.purchase_order_id as "purchaseOrderId", ordered.status as "orderStatus",
           ordered.supplier_id as "supplierId", ordered.currency as "orderCurrency", line.item_id as "itemId",
           line.department_id as "departmentId", line.project_id as "projectId", line.unit,
           line.unit_numerator::text as numerator, line.unit_denominator::text as denominator, line.quantity::text,
           line.base_quantity::text as "baseQuantity", line.unit_price::text as "unitPrice",
           line.tax_code_id as "taxCodeId", line.tax_rate_percent::text as "taxRatePercent",
           (line.received_base_quantity - line.returned_base_quantity)::text as received,
           coalesce(on_their_way.quantity, 0)::text as "inTransit", line.closed_at is not null as closed
    from purchase_order_line line
    join purchase_order ordered on ordered.id = line.purchase_order_id
    left join lateral (
      select sum(charged.base_quantity - charged.arrived_base_quantity) as quantity
      from supplier_invoice_line charged join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
      where charged.purchase_order_line_id = line.id and invoice.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')
    ) on_their_way on true
    where not line.removed
      and line.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderLineIds))}::jsonb)))`
  const items = await findItems(tx, [...new Set(rows.map(({ itemId }) => itemId))])
  return new Map(rows.map((row) => [row.id, { ...toAwaitedLine(row), item: items.get(row.itemId) }]))
}

/** The same with their rows locked in the order of their ids: nothing arrives for them and nothing else is charged meanwhile. */
export async function lockAwaitedLines(tx: Tx, orderLineIds: readonly string[]): Promise<Map<string, AwaitedLine>> {
  if (orderLineIds.length === 0) return new Map()
  await lockOrderLines(tx, orderLineIds)
  return findAwaitedLines(tx, orderLineIds)
}

/** Locks order lines in the order of their ids: nothing arrives for them and nothing of them is charged ahead meanwhile. */
export async function lockOrderLines(tx: Tx, orderLineIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    select id from purchase_order_line
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderLineIds))}::jsonb)))
    order by id for no key update`
}

function toAwaitedLine({ numerator, denominator, received, inTransit, ...row }: AwaitedRow): Omit<AwaitedLine, 'item'> {
  return {
    ...row,
    orderStatus: row.orderStatus as PurchaseOrderStatus,
    orderCurrency: currencyColumn(row.orderCurrency),
    factor: factorColumns(numerator, denominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    unitPrice: decimalColumn(row.unitPrice),
    taxRatePercent: decimalColumn(row.taxRatePercent),
    receivedBaseQuantity: quantityColumn(received),
    inTransitBaseQuantity: quantityColumn(inTransit),
  }
}

/** Goods on their way as they are read beside their order line; decimals and whole numbers as text. */
export interface OnTheirWayRow {
  readonly supplierInvoiceLineId: string
  readonly supplierInvoiceId: string
  readonly purchaseOrderLineId: string
  readonly baseQuantity: string
  readonly arrived: string
  readonly netMinor: string
  readonly arrivedMinor: string
  readonly printedMinor: string
  readonly currency: string
  readonly printedCurrency: string
}

export function toGoodsOnTheirWay(row: OnTheirWayRow): GoodsOnTheirWay {
  const { baseQuantity, arrived, netMinor, arrivedMinor, printedMinor, currency, printedCurrency, ...ids } = row
  const own = currencyColumn(currency)
  return {
    ...ids,
    baseQuantity: quantityColumn(baseQuantity),
    net: moneyColumn(netMinor, own),
    printedNet: moneyColumn(printedMinor, currencyColumn(printedCurrency)),
    arrived: { quantity: quantityColumn(arrived), value: moneyColumn(arrivedMinor, own) },
  }
}

/** A charge for goods of an order line that have not come. */
export interface ChargeAhead {
  readonly purchaseOrderLineId: string
  readonly supplierInvoiceNumber: string
  /** False while inventory is asked whether the invoice can count, or can be taken back. */
  readonly stands: boolean
}

/** A charge for goods of these order lines that have not come; one that is not decided yet comes first. */
export async function findChargeAhead(tx: Tx, orderLineIds: readonly string[]): Promise<ChargeAhead | undefined> {
  const [found] = await tx.$queryRaw<ChargeAhead[]>`
    select charged.purchase_order_line_id as "purchaseOrderLineId", invoice.number as "supplierInvoiceNumber",
           invoice.status = 'CONFIRMED' as stands
    from supplier_invoice_line charged join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
    where charged.purchase_order_line_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(orderLineIds))}::jsonb)))
      and invoice.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')
      and charged.arrived_base_quantity < charged.base_quantity
    order by stands limit 1`
  return found
}

/** Holds invoices that stand until the transaction ends: nobody takes them back meanwhile. False when one does not stand. */
export async function holdStanding(tx: Tx, invoiceIds: readonly string[]): Promise<boolean> {
  const ids = idsIn(invoiceIds)
  const held = await tx.$queryRaw<{ id: string }[]>`
    select id from supplier_invoice
    where status = 'CONFIRMED' and id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))
    order by id for share`
  return held.length === ids.length
}

/**
 * Takes what arrived off the goods on their way, in one conditional statement: what another receipt has taken is not there
 * any more. False when that is so.
 */
export async function takeFromTransit(tx: Tx, arrivals: readonly ArrivalOnLine[]): Promise<boolean> {
  const taken = new Map<string, { id: string; quantity: string; minor: bigint }>()
  for (const { supplierInvoiceLineId: id, baseQuantity, value } of arrivals) {
    const before = taken.get(id)
    const quantity = before ? decimalColumn(before.quantity).plus(baseQuantity).toFixed() : baseQuantity.toFixed()
    taken.set(id, { id, quantity, minor: (before?.minor ?? 0n) + value.minor })
  }
  const rows = [...taken.values()].map(({ minor, ...row }) => ({ ...row, minor: minor.toString() }))
  const updated = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with taken as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, quantity numeric, minor bigint)
    ), locked as (
      select line.id from supplier_invoice_line line join taken using (id) order by line.id for no key update of line
    )
    update supplier_invoice_line line
    set arrived_base_quantity = line.arrived_base_quantity + taken.quantity, arrived_minor = line.arrived_minor + taken.minor
    from taken join locked using (id)
    where line.id = taken.id and line.arrived_base_quantity + taken.quantity <= line.base_quantity
      and line.arrived_minor + taken.minor <= line.net_minor
      and (line.arrived_base_quantity + taken.quantity < line.base_quantity or line.arrived_minor + taken.minor = line.net_minor)`,
  )
  return updated === rows.length
}

/** Keeps which arrival took what of which line. */
export async function insertArrivals(tx: Tx, companyId: string, arrivals: readonly ArrivalOnLine[]): Promise<void> {
  if (arrivals.length === 0) return
  const rows = arrivals.map((one) => ({
    ...{ line: one.supplierInvoiceLineId, received: one.goodsReceiptLineId, quantity: one.baseQuantity.toFixed() },
    ...{ minor: one.value.minor.toString(), printed: one.printed.minor.toString() },
  }))
  const written = await tx.$executeRaw`
    insert into goods_in_transit_arrival
      (supplier_invoice_line_id, goods_receipt_line_id, company_id, base_quantity, value_minor, printed_minor)
    select line, received, ${companyId}::uuid, quantity, minor, printed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as a(line uuid, received uuid, quantity numeric, minor bigint, printed bigint)`
  if (written !== rows.length) throw new StaleDocument('goods in transit', rows[0]?.line ?? '')
}

/** Lines of invoices that stand whose goods have not come in full, oldest first, at most `limit`, after the one with the id `after`. */
export async function listGoodsInTransit(
  tx: Tx,
  companyId: string,
  filter: { readonly supplierId?: string | null | undefined },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SupplierInvoiceLine[]> {
  const [supplierId] = filter.supplierId == null ? [null] : idsIn([filter.supplierId])
  if (supplierId === undefined) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from supplier_invoice_line line join supplier_invoice invoice on invoice.id = line.supplier_invoice_id
    where line.company_id = ${companyId}::uuid and line.kind = 'IN_TRANSIT'
      and line.arrived_base_quantity < line.base_quantity and invoice.status in ('CONFIRMED', 'CANCELLING')
      and (${supplierId}::uuid is null or invoice.supplier_id = ${supplierId}::uuid)
      and (${page.after ?? null}::uuid is null or line.id > ${page.after ?? null}::uuid)
    order by line.id limit ${page.limit}::int`
  const lines = await findInvoiceLines(
    tx,
    rows.map(({ id }) => id),
  )
  return lines.sort((left, right) => (left.id < right.id ? -1 : 1))
}
