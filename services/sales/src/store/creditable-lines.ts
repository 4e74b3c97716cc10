import { beyondScope, currencyColumn, dayColumn, decimalColumn, idsIn, StaleDocument } from '@erp/service-kit'
import { asQuantity, sumQuantities, zeroQuantity } from '@erp/values'
import type { CreditableLine, CreditNoteLine, ReturnedGoods } from '../domain/credit-note.ts'
import type { Tx } from './database.ts'
import { findItems } from './replicated-facts.ts'
import { toInvoiceLine } from './sales-invoice-lines.ts'

type Credited = Pick<
  CreditNoteLine,
  'salesInvoiceLineId' | 'deliveryLineId' | 'salesReturnLineId' | 'baseQuantity' | 'net' | 'tax'
>

interface PlaceRow {
  readonly id: string
  readonly warehouseId: string
  readonly valuationAreaId: string | null
}

/**
 * Lines of confirmed invoices with what a credit of them is decided on, oldest first. Those of deliveries that the caller may
 * not see are not among them.
 */
export async function findCreditableLines(tx: Tx, lineIds: readonly string[]): Promise<CreditableLine[]> {
  const rows = await tx.salesInvoiceLine.findMany({
    where: { id: { in: idsIn(lineIds) }, invoice: { status: 'CONFIRMED' } },
    include: { invoice: true },
    orderBy: [{ salesInvoiceId: 'asc' }, { lineNumber: 'asc' }],
  })
  const items = await findItems(tx, [...new Set(rows.map((row) => row.itemId))])
  const places = new Map(
    (await placesOf(tx, [...new Set(rows.map((row) => row.deliveryId))])).map((one) => [one.id, one]),
  )
  return rows.flatMap((row) => {
    const currency = currencyColumn(row.invoice.currency)
    const place = places.get(row.deliveryId)
    if (!place) return []
    const { number: salesInvoiceNumber, customerId, invoicedOn } = row.invoice
    const { warehouseId, valuationAreaId } = place
    return {
      ...{
        ...toInvoiceLine(row, currency),
        salesInvoiceNumber,
        customerId,
        invoicedOn: dayColumn(invoicedOn),
        currency,
      },
      ...{ item: items.get(row.itemId), warehouseId, valuationAreaId },
    }
  })
}

function placesOf(tx: Tx, deliveryIds: readonly string[]): Promise<PlaceRow[]> {
  return tx.$queryRaw<PlaceRow[]>`
    select delivery.id, delivery.warehouse_id as "warehouseId", warehouse.valuation_area_id as "valuationAreaId"
    from delivery left join warehouse_replica warehouse using (warehouse_id)
    where delivery.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(deliveryIds)}::jsonb)))`
}

/**
 * The same with their invoices and rows locked in the order of their ids, so that nobody takes the invoices back and no other
 * credit note takes from them meanwhile.
 */
export async function lockCreditableLines(tx: Tx, lineIds: readonly string[]): Promise<CreditableLine[]> {
  const ids = JSON.stringify(idsIn(lineIds))
  await tx.$executeRaw`
    select id from sales_invoice
    where id in (select sales_invoice_id from sales_invoice_line
                 where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
    order by id for share`
  await tx.$executeRaw`
    select id from delivery_line
    where id in (select delivery_line_id from sales_invoice_line
                 where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
    order by id for no key update`
  await tx.$executeRaw`
    select id from sales_invoice_line
    where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
    order by id for no key update`
  return findCreditableLines(tx, lineIds)
}

/** The lines of confirmed invoices for the goods of a return. */
export async function invoiceLinesOfReturn(tx: Tx, salesReturnId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from sales_invoice_line line
    join sales_return_line back using (delivery_line_id)
    join sales_invoice invoice on invoice.id = line.sales_invoice_id
    where back.sales_return_id = ${salesReturnId}::uuid and invoice.status = 'CONFIRMED'`
  return rows.map(({ id }) => id)
}

/** Goods of a return that are still to be credited, by line number; asked for while their delivery lines are locked. */
export async function findReturnedGoods(tx: Tx, salesReturnId: string): Promise<ReturnedGoods[]> {
  const rows = await tx.$queryRaw<
    { salesReturnLineId: string; deliveryLineId: string; uncredited: string; invoicedTooMuch: string }[]
  >`
    select back.id as "salesReturnLineId", back.delivery_line_id as "deliveryLineId",
           (back.base_quantity - back.credited_base_quantity)::text as uncredited,
           greatest(line.invoiced_base_quantity + line.returned_base_quantity - line.base_quantity
                    - line.credited_base_quantity, 0)::text as "invoicedTooMuch"
    from sales_return_line back join delivery_line line on line.id = back.delivery_line_id
    where back.sales_return_id = ${salesReturnId}::uuid order by back.line_number`
  return rows.map(({ uncredited, invoicedTooMuch, ...row }) => ({
    ...row,
    uncredited: asQuantity(decimalColumn(uncredited)),
    invoicedTooMuch: asQuantity(decimalColumn(invoicedTooMuch)),
  }))
}

/**
 * Takes what a credit note credits off the invoice lines, and its goods off the return and delivery lines too, each in one
 * conditional statement: never more than is charged, than came back, or than was invoiced too much. The lines are locked by the
 * caller, who decided on them, so all of them pass.
 */
export async function takeForCredit(tx: Tx, lines: readonly Credited[]): Promise<void> {
  const { charged, returned, delivered } = totalsOf(lines)
  const taken = [
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update sales_invoice_line line
      set credited_base_quantity = line.credited_base_quantity + credited.quantity,
          credited_net_minor = line.credited_net_minor + credited.net,
          credited_tax_minor = line.credited_tax_minor + credited.tax
      from jsonb_to_recordset(${JSON.stringify(charged)}::jsonb)
        as credited(id uuid, quantity numeric, net bigint, tax bigint)
      where line.id = credited.id and line.credited_base_quantity + credited.quantity <= line.base_quantity
        and line.credited_net_minor + credited.net <= line.net_minor
        and line.credited_tax_minor + credited.tax <= line.tax_minor`,
    ),
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update sales_return_line line set credited_base_quantity = line.credited_base_quantity + credited.quantity
      from jsonb_to_recordset(${JSON.stringify(returned)}::jsonb) as credited(id uuid, quantity numeric)
      where line.id = credited.id and line.credited_base_quantity + credited.quantity <= line.base_quantity`,
    ),
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update delivery_line line set credited_base_quantity = line.credited_base_quantity + credited.quantity
      from jsonb_to_recordset(${JSON.stringify(delivered)}::jsonb) as credited(id uuid, quantity numeric)
      where line.id = credited.id and line.credited_base_quantity + credited.quantity
            <= line.invoiced_base_quantity + line.returned_base_quantity - line.base_quantity`,
    ),
  ]
  requireAll(taken, [charged, returned, delivered])
}

/** Gives back what a cancelled credit note had taken. The lines are locked by the caller. */
export async function releaseFromCredit(tx: Tx, lines: readonly Credited[]): Promise<void> {
  const { charged, returned, delivered } = totalsOf(lines)
  const released = [
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update sales_invoice_line line
      set credited_base_quantity = line.credited_base_quantity - credited.quantity,
          credited_net_minor = line.credited_net_minor - credited.net,
          credited_tax_minor = line.credited_tax_minor - credited.tax
      from jsonb_to_recordset(${JSON.stringify(charged)}::jsonb)
        as credited(id uuid, quantity numeric, net bigint, tax bigint)
      where line.id = credited.id`,
    ),
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update sales_return_line line set credited_base_quantity = line.credited_base_quantity - credited.quantity
      from jsonb_to_recordset(${JSON.stringify(returned)}::jsonb) as credited(id uuid, quantity numeric)
      where line.id = credited.id`,
    ),
    await beyondScope(
      tx,
      'authorIds',
      () => tx.$executeRaw`
      update delivery_line line set credited_base_quantity = line.credited_base_quantity - credited.quantity
      from jsonb_to_recordset(${JSON.stringify(delivered)}::jsonb) as credited(id uuid, quantity numeric)
      where line.id = credited.id`,
    ),
  ]
  requireAll(released, [charged, returned, delivered])
}

interface Total {
  readonly id: string
  readonly quantity: string
  readonly net: string
  readonly tax: string
}

/** What is credited of each invoice line, and of goods of each return and delivery line. */
function totalsOf(lines: readonly Credited[]) {
  const goods = lines.filter((line) => line.baseQuantity !== null)
  return {
    charged: totalsBy(lines, (line) => line.salesInvoiceLineId),
    returned: totalsBy(goods, (line) => line.salesReturnLineId),
    delivered: totalsBy(goods, (line) => line.deliveryLineId),
  }
}

/** What is credited freely takes nothing from the documents it does not name. */
function totalsBy(lines: readonly Credited[], idOf: (line: Credited) => string | null): Total[] {
  return [...Map.groupBy(lines, idOf)].flatMap(([id, ofOne]) => {
    if (id === null) return []
    return {
      id,
      quantity: sumQuantities(ofOne.map(({ baseQuantity }) => baseQuantity ?? zeroQuantity)).toFixed(),
      net: ofOne.reduce((sum, { net }) => sum + net.minor, 0n).toString(),
      tax: ofOne.reduce((sum, { tax }) => sum + tax.minor, 0n).toString(),
    }
  })
}

function requireAll(changed: readonly number[], totals: readonly (readonly Total[])[]): void {
  for (const [place, { length, 0: first }] of totals.entries())
    if (changed[place] !== length) throw new StaleDocument('lines of a credit note', first?.id ?? '')
}
