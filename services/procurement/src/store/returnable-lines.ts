import {
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
} from '@erp/service-kit'
import type { ValuedQuantity } from '../domain/goods-receipt.ts'
import type { ChargedAbroad, PurchaseReturn, PurchaseReturnLine, ReturnableLine } from '../domain/purchase-return.ts'
import type { EstimateMode } from '../domain/receipt-estimate.ts'
import type { Tx } from './database.ts'
import { toReceiptLine } from './goods-receipt-lines.ts'
import { findItems } from './replicated-facts.ts'

/** Lines of confirmed receipts, with what a return of them is decided on. Lines of drafts are not among them. */
export async function findReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  const rows = await tx.goodsReceiptLine.findMany({
    where: { id: { in: idsIn(lineIds) }, receipt: { status: 'CONFIRMED' } },
    include: { receipt: true },
  })
  const items = await findItems(tx, [...new Set(rows.map((row) => row.itemId))])
  return new Map(
    rows.map((row) => {
      const currency = currencyColumn(row.receipt.currency)
      if (row.netValueMinor === null) throw new Error(`The confirmed receipt line ${row.id} has no value`)
      const line: ReturnableLine = {
        ...toReceiptLine(row, row.receipt),
        netValue: moneyColumn(row.netValueMinor, currency),
        supplierId: row.receipt.supplierId,
        warehouseId: row.receipt.warehouseId,
        receivedOn: dayColumn(row.receipt.receivedOn),
        estimateMode: row.receipt.estimateMode as EstimateMode,
        currency,
        item: items.get(row.itemId),
      }
      return [row.id, line]
    }),
  )
}

/** The same with their rows locked in the order of their ids, so that no other return takes from them meanwhile. */
export async function lockReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  await tx.$executeRaw`
    select id from goods_receipt_line
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(lineIds))}::jsonb)))
    order by id for no key update`
  return findReturnableLines(tx, lineIds)
}

/** What invoices that stand charge for goods of a receipt line, in the books and where they are in another currency. */
export interface InvoicedGoods extends ValuedQuantity {
  readonly abroad: ChargedAbroad | null
}

interface InvoicedRow {
  readonly id: string
  readonly quantity: string
  readonly minor: string
  readonly currency: string
  readonly printed: string
  readonly printedCurrency: string
  readonly rate: string | null
}

/**
 * What invoices that stand charge for goods of these receipt lines, also those that charge for goods elsewhere; a line that no such
 * invoice names is left out.
 */
export async function findInvoicedGoods(tx: Tx, lineIds: readonly string[]): Promise<Map<string, InvoicedGoods>> {
  const rows = await beyondScope(
    tx,
    'warehouseIds',
    () => tx.$queryRaw<InvoicedRow[]>`
    with asked as (
      select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(lineIds))}::jsonb)
    ), charged as (
      select goods_receipt_line_id as id, supplier_invoice_id, matched_base_quantity as quantity, net_minor as minor,
             printed_net_minor as printed
      from supplier_invoice_line where goods_receipt_line_id = any (array(select id from asked))
      union all
      select arrival.goods_receipt_line_id, line.supplier_invoice_id, arrival.base_quantity, arrival.value_minor,
             arrival.printed_minor
      from goods_in_transit_arrival arrival join supplier_invoice_line line on line.id = arrival.supplier_invoice_line_id
      where arrival.goods_receipt_line_id = any (array(select id from asked)))
    select charged.id, sum(quantity)::text as quantity, sum(minor)::text as minor, min(invoice.currency) as currency,
           sum(printed)::text as printed, min(invoice.printed_currency) as "printedCurrency",
           case when min(invoice.exchange_rate) = max(invoice.exchange_rate) then min(invoice.exchange_rate)::text end as rate
    from charged join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
    where invoice.kind = 'INVOICE' and invoice.status = 'CONFIRMED'
    group by 1`,
  )
  return new Map(rows.map((row) => [row.id, toInvoicedGoods(row)]))
}

function toInvoicedGoods({ quantity, minor, currency, printed, printedCurrency, rate }: InvoicedRow): InvoicedGoods {
  const value = moneyColumn(printed, currencyColumn(printedCurrency))
  return {
    quantity: quantityColumn(quantity),
    value: moneyColumn(minor, currencyColumn(currency)),
    abroad: printedCurrency === currency ? null : { value, rate: rate === null ? null : decimalColumn(rate) },
  }
}

type Held = Pick<PurchaseReturn, 'lines' | 'afterInvoice'>

/** Takes what goes back off the receipt lines; the database refuses more than there is. */
export async function holdForReturn(tx: Tx, { lines, afterInvoice }: Held): Promise<void> {
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update goods_receipt_line line
    set returned_base_quantity = line.returned_base_quantity + held.before_quantity,
        returned_value_minor = line.returned_value_minor + held.before_minor,
        returned_invoiced_base_quantity = line.returned_invoiced_base_quantity + held.after_quantity,
        returned_invoiced_value_minor = line.returned_invoiced_value_minor + held.after_minor
    from jsonb_to_recordset(${held(lines, afterInvoice)}::jsonb) as held(
      id uuid, before_quantity numeric, before_minor bigint, after_quantity numeric, after_minor bigint)
    where line.id = held.id`,
  )
}

/** Gives back what a refused return had taken; locks the lines in the order of their ids. */
export async function releaseFromReturn(tx: Tx, { lines, afterInvoice }: Held): Promise<void> {
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with held as (
      select * from jsonb_to_recordset(${held(lines, afterInvoice)}::jsonb) as h(
        id uuid, before_quantity numeric, before_minor bigint, after_quantity numeric, after_minor bigint)
    ), locked as (
      select line.id from goods_receipt_line line join held using (id) order by line.id for no key update of line
    )
    update goods_receipt_line line
    set returned_base_quantity = line.returned_base_quantity - held.before_quantity,
        returned_value_minor = line.returned_value_minor - held.before_minor,
        returned_invoiced_base_quantity = line.returned_invoiced_base_quantity - held.after_quantity,
        returned_invoiced_value_minor = line.returned_invoiced_value_minor - held.after_minor
    from held join locked using (id)
    where line.id = held.id`,
  )
}

function held(lines: readonly PurchaseReturnLine[], afterInvoice: boolean): string {
  return JSON.stringify(
    lines.map((line) => {
      if (line.clearingValue === null) throw new Error(`The return line ${line.id} has no value yet`)
      const [quantity, minor] = [line.baseQuantity.toFixed(), line.clearingValue.minor.toString()]
      return {
        id: line.goodsReceiptLineId,
        ...{ before_quantity: afterInvoice ? '0' : quantity, before_minor: afterInvoice ? '0' : minor },
        ...{ after_quantity: afterInvoice ? quantity : '0', after_minor: afterInvoice ? minor : '0' },
      }
    }),
  )
}
