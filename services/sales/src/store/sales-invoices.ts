import { areIds, currencyColumn, dayColumn, idsIn, moneyColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { type BusinessDate, isId, readWrittenInstalments, type WrittenInstalment, writeInstalments } from '@erp/values'
import type { SalesInvoice, SalesInvoiceHeader, SalesInvoiceStatus } from '../domain/sales-invoice.ts'
import type { SalesInvoice as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { insertInvoiceLines, toInvoiceLine } from './sales-invoice-lines.ts'

export interface SalesInvoiceFilter {
  readonly status?: SalesInvoiceStatus | null | undefined
  readonly customerId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly invoicedFrom?: BusinessDate | null | undefined
  readonly invoicedTo?: BusinessDate | null | undefined
}

export async function findSalesInvoice(tx: Tx, salesInvoiceId: string): Promise<SalesInvoice | undefined> {
  if (!isId(salesInvoiceId)) return undefined
  const row = await tx.salesInvoice.findUnique({
    where: { id: salesInvoiceId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const header = toHeader(row)
  return { ...header, lines: row.lines.map((line) => toInvoiceLine(line, header.currency)) }
}

/** The invoice as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockSalesInvoice(tx: Tx, salesInvoiceId: string): Promise<SalesInvoice | undefined> {
  if (!isId(salesInvoiceId)) return undefined
  await tx.$executeRaw`select id from sales_invoice where id = ${salesInvoiceId}::uuid for no key update`
  return findSalesInvoice(tx, salesInvoiceId)
}

export async function findSalesInvoiceHeaders(tx: Tx, ids: readonly string[]): Promise<SalesInvoiceHeader[]> {
  return (await tx.salesInvoice.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findSalesInvoiceByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<SalesInvoiceHeader | undefined> {
  const row = await tx.salesInvoice.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** All that one request invoiced, by number. */
export async function findInvoicesOfRun(tx: Tx, runId: string): Promise<SalesInvoiceHeader[]> {
  return (await tx.salesInvoice.findMany({ where: { runId }, orderBy: { number: 'asc' } })).map(toHeader)
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listSalesInvoices(
  tx: Tx,
  companyId: string,
  { status, customerId, number, invoicedFrom, invoicedTo }: SalesInvoiceFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SalesInvoiceHeader[]> {
  if (!areIds(customerId)) return []
  const rows = await tx.salesInvoice.findMany({
    where: {
      companyId,
      ...(status == null ? {} : { status }),
      ...(customerId == null ? {} : { customerId }),
      ...(number == null ? {} : { number }),
      ...(invoicedFrom == null && invoicedTo == null
        ? {}
        : {
            invoicedOn: {
              ...(invoicedFrom == null ? {} : { gte: toDayColumn(invoicedFrom) }),
              ...(invoicedTo == null ? {} : { lte: toDayColumn(invoicedTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** An invoice with one document it charges for. */
export interface InvoiceOf extends SalesInvoiceHeader {
  readonly chargedFor: string
}

/** The invoices for goods of these deliveries, oldest first; an invoice of two deliveries is told for each. */
export async function findInvoicesOfDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<InvoiceOf[]> {
  const rows = await tx.salesInvoiceLine.findMany({
    where: { deliveryId: { in: idsIn(deliveryIds) } },
    distinct: ['salesInvoiceId', 'deliveryId'],
    include: { invoice: true },
    orderBy: { salesInvoiceId: 'asc' },
  })
  return rows.map((row) => ({ ...toHeader(row.invoice), chargedFor: row.deliveryId }))
}

/** The same of orders. */
export async function findInvoicesOfOrders(tx: Tx, orderIds: readonly string[]): Promise<InvoiceOf[]> {
  const rows = await tx.salesInvoiceLine.findMany({
    where: { salesOrderId: { in: idsIn(orderIds) } },
    distinct: ['salesInvoiceId', 'salesOrderId'],
    include: { invoice: true },
    orderBy: { salesInvoiceId: 'asc' },
  })
  return rows.map((row) => ({ ...toHeader(row.invoice), chargedFor: row.salesOrderId }))
}

export async function insertSalesInvoices(tx: Tx, invoices: readonly SalesInvoice[]): Promise<void> {
  await tx.salesInvoice.createMany({
    data: invoices.map(({ lines, net, tax, gross, instalments, ...invoice }) => ({
      ...invoice,
      orderIds: [...new Set(lines.map(({ salesOrderId }) => salesOrderId))],
      instalments: writeInstalments(instalments).map((one) => ({ ...one })),
      invoicedOn: toDayColumn(invoice.invoicedOn),
      dueOn: toDayColumn(invoice.dueOn),
      netMinor: net.minor,
      taxMinor: tax.minor,
      grossMinor: gross.minor,
    })),
  })
  const [first] = invoices
  if (first)
    await insertInvoiceLines(
      tx,
      first.companyId,
      invoices.flatMap(({ lines }) => lines),
    )
  await noteWarehouses(
    tx,
    invoices.map(({ id }) => id),
  )
}

/** Keeps on invoices where the goods they charge left from, which says who sees them. */
async function noteWarehouses(tx: Tx, invoiceIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update sales_invoice set warehouse_ids = array(
      select distinct delivery.warehouse_id
      from sales_invoice_line line join delivery on delivery.id = line.delivery_id
      where line.sales_invoice_id = sales_invoice.id
      order by 1)
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(invoiceIds)}::jsonb)))`
}

/** Writes the next version's state. Throws StaleDocument when it is not the one that was read. */
export async function saveSalesInvoice(tx: Tx, invoice: SalesInvoice): Promise<SalesInvoice> {
  const { id, version, status, cancelReason, confirmedAt } = invoice
  const { count } = await tx.salesInvoice.updateMany({
    where: { id, version },
    data: { status, cancelReason, confirmedAt, version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('sales invoice', id)
  return { ...invoice, version: version + 1 }
}

function toHeader(row: Row): SalesInvoiceHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    status: row.status as SalesInvoiceStatus,
    customerId: row.customerId,
    invoicedOn: dayColumn(row.invoicedOn),
    dueOn: dayColumn(row.dueOn),
    instalments: readWrittenInstalments(row.instalments as unknown as WrittenInstalment[], currency),
    currency,
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    gross: moneyColumn(row.grossMinor, currency),
    runId: row.runId,
    createdBy: row.createdBy,
    cancelReason: row.cancelReason,
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
  }
}
