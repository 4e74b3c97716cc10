import { beyondScope, currencyColumn, decimalColumn, idsIn, quantityColumn, StaleDocument } from '@erp/service-kit'
import { type Quantity, subtract } from '@erp/values'
import type { GoodsReceiptLine } from '../domain/goods-receipt.ts'
import type { GoodsLine, InvoiceableLine } from '../domain/supplier-invoice.ts'
import type { Tx } from './database.ts'
import { findReceiptLines } from './goods-receipt-lines.ts'
import { findReturnableLines, lockReturnableLines } from './returnable-lines.ts'

type ReceivedLines = Awaited<ReturnType<typeof findReturnableLines>>

interface OrderRow {
  readonly goodsReceiptLineId: string
  readonly valuationAreaId: string | null
  readonly orderCurrency: string
  readonly exchangeRate: string | null
  readonly unitPrice: string
  readonly taxCodeId: string
  readonly taxRatePercent: string
}

/** Lines of confirmed receipts, with what an invoice for them is decided on. */
export async function findInvoiceableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, InvoiceableLine>> {
  return withOrders(tx, await findReturnableLines(tx, lineIds))
}

/** The same with their rows locked in the order of their ids, so that nobody else takes from them meanwhile. */
export async function lockInvoiceableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, InvoiceableLine>> {
  return withOrders(tx, await lockReturnableLines(tx, lineIds))
}

async function withOrders(tx: Tx, received: ReceivedLines): Promise<Map<string, InvoiceableLine>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    select line.id as "goodsReceiptLineId", warehouse.valuation_area_id as "valuationAreaId",
           ordered.currency as "orderCurrency", receipt.exchange_rate::text as "exchangeRate",
           order_line.unit_price::text as "unitPrice",
           order_line.tax_code_id as "taxCodeId", order_line.tax_rate_percent::text as "taxRatePercent"
    from goods_receipt_line line
    join goods_receipt receipt on receipt.id = line.goods_receipt_id
    join purchase_order_line order_line on order_line.id = line.purchase_order_line_id
    join purchase_order ordered on ordered.id = order_line.purchase_order_id
    left join warehouse_replica warehouse on warehouse.warehouse_id = receipt.warehouse_id
    where line.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify([...received.keys()])}::jsonb)))`
  return new Map(
    rows.flatMap(({ goodsReceiptLineId, orderCurrency, exchangeRate, unitPrice, taxRatePercent, ...row }) => {
      const line = received.get(goodsReceiptLineId)
      if (!line) return []
      const ordered = { orderCurrency: currencyColumn(orderCurrency), unitPrice: decimalColumn(unitPrice) }
      const arrived = {
        exchangeRate: exchangeRate === null ? null : decimalColumn(exchangeRate),
        orderValue: line.orderValue ?? subtract(line.netValue, line.transitValue),
      }
      return [
        [line.id, { ...line, ...row, ...ordered, ...arrived, taxRatePercent: decimalColumn(taxRatePercent) }] as const,
      ]
    }),
  )
}

/**
 * Takes what an invoice was matched with off the receipt lines, in one conditional statement: what another invoice or a
 * return has taken is not there any more. The lines are locked by the caller, so all of them pass.
 */
export async function takeForInvoice(tx: Tx, lines: readonly GoodsLine[]): Promise<void> {
  const matched = matchedRows(lines)
  const taken = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update goods_receipt_line line
    set invoiced_base_quantity = line.invoiced_base_quantity + matched.base_quantity,
        invoiced_value_minor = line.invoiced_value_minor + matched.value_minor
    from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb) as matched(id uuid, base_quantity numeric, value_minor bigint)
    where line.id = matched.id
      and line.returned_base_quantity + line.invoiced_base_quantity + matched.base_quantity <= line.base_quantity`,
  )
  if (taken !== matched.length) throw new StaleDocument('goods receipt lines of supplier invoice', matched[0]?.id ?? '')
}

/** Gives back what an invoice had taken that does not stand; locks the lines in the order of their ids. */
export async function releaseFromInvoice(tx: Tx, lines: readonly GoodsLine[]): Promise<void> {
  const matched = matchedRows(lines)
  const released = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with matched as (
      select * from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb)
        as m(id uuid, base_quantity numeric, value_minor bigint)
    ), locked as (
      select line.id from goods_receipt_line line join matched using (id) order by line.id for no key update of line
    )
    update goods_receipt_line line
    set invoiced_base_quantity = line.invoiced_base_quantity - matched.base_quantity,
        invoiced_value_minor = line.invoiced_value_minor - matched.value_minor
    from matched join locked using (id)
    where line.id = matched.id`,
  )
  if (released !== matched.length)
    throw new StaleDocument('goods receipt lines of supplier invoice', matched[0]?.id ?? '')
}

/** Receipt lines of which something is still to be invoiced, oldest first, at most `limit`, after the one with the id `after`. */
export async function listUninvoicedLines(
  tx: Tx,
  companyId: string,
  filter: { readonly supplierId?: string | null | undefined },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<GoodsReceiptLine[]> {
  const [supplierId] = filter.supplierId == null ? [null] : idsIn([filter.supplierId])
  if (supplierId === undefined) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from goods_receipt_line line join goods_receipt receipt on receipt.id = line.goods_receipt_id
    where line.company_id = ${companyId}::uuid and line.net_value_minor is not null
      and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity
      and (${supplierId}::uuid is null or receipt.supplier_id = ${supplierId}::uuid)
      and (${page.after ?? null}::uuid is null or line.id > ${page.after ?? null}::uuid)
    order by line.id limit ${page.limit}::int`
  const lines = await findReceiptLines(
    tx,
    rows.map(({ id }) => id),
  )
  return lines.sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** The lines of these confirmed receipts of which something is still to be invoiced, receipt by receipt. */
export async function uninvoicedLineIds(tx: Tx, goodsReceiptIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from goods_receipt_line line
    where line.net_value_minor is not null and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity
      and line.goods_receipt_id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(goodsReceiptIds))}::jsonb)))
    order by line.goods_receipt_id, line.line_number limit 501`
  return rows.map(({ id }) => id)
}

export interface InvoicedOfOrderLine {
  readonly id: string
  readonly invoiced: Quantity
}

/** What of each of these order lines is invoiced and did not go back since, in base units, wherever it came to. */
export async function findInvoicedOfOrderLines(
  tx: Tx,
  orderLineIds: readonly string[],
): Promise<InvoicedOfOrderLine[]> {
  const rows = await beyondScope(
    tx,
    'warehouseIds',
    () => tx.$queryRaw<{ id: string; invoiced: string }[]>`
    with asked as (
      select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(orderLineIds))}::jsonb)
    ), invoiced as (
      select purchase_order_line_id as id, invoiced_base_quantity - returned_invoiced_base_quantity as quantity
      from goods_receipt_line where purchase_order_line_id = any (array(select id from asked))
      union all
      select purchase_order_line_id, base_quantity - arrived_base_quantity
      from supplier_invoice_line line join supplier_invoice invoice on invoice.id = line.supplier_invoice_id
      where line.kind = 'IN_TRANSIT' and purchase_order_line_id = any (array(select id from asked))
        and invoice.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING'))
    select id, sum(quantity)::text as invoiced from invoiced group by 1`,
  )
  return rows.map(({ id, invoiced }) => ({ id, invoiced: quantityColumn(invoiced) }))
}

function matchedRows(lines: readonly GoodsLine[]) {
  return lines.map((line) => {
    if (line.matchedBaseQuantity === null || line.cleared === null)
      throw new Error(`The invoice line ${line.id} is not matched`)
    return {
      id: line.goodsReceiptLineId,
      base_quantity: line.matchedBaseQuantity.toFixed(),
      value_minor: line.cleared.minor.toString(),
    }
  })
}
