import {
  areIds,
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factsColumn,
  idsIn,
  moneyColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, isId, readWrittenInstalments, type WrittenInstalment, writeInstalments } from '@erp/values'
import {
  departmentsOf,
  goodsOf,
  type MatchDifference,
  type SupplierInvoice,
  type SupplierInvoiceHeader,
  type SupplierInvoiceKind,
  type SupplierInvoiceStatus,
} from '../domain/supplier-invoice.ts'
import { Prisma, type SupplierInvoice as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'
import { ordersOfInvoiceLines } from './followed-orders.ts'
import { insertInvoiceLines, saveMatches, toInvoiceLine } from './supplier-invoice-lines.ts'

export interface SupplierInvoiceFilter {
  readonly kind?: SupplierInvoiceKind | null | undefined
  readonly status?: SupplierInvoiceStatus | null | undefined
  readonly supplierId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly supplierInvoiceNumber?: string | null | undefined
  readonly postedFrom?: BusinessDate | null | undefined
  readonly postedTo?: BusinessDate | null | undefined
}

export async function findSupplierInvoice(tx: Tx, supplierInvoiceId: string): Promise<SupplierInvoice | undefined> {
  const [invoice] = await findSupplierInvoices(tx, [supplierInvoiceId])
  return invoice
}

/** In the order of their ids. */
async function findSupplierInvoices(tx: Tx, ids: readonly string[]): Promise<SupplierInvoice[]> {
  const rows = await tx.supplierInvoice.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => ({ ...toHeader(row), lines: row.lines.map((line) => toInvoiceLine(line, row)) }))
}

/** The invoice as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockSupplierInvoice(tx: Tx, supplierInvoiceId: string): Promise<SupplierInvoice | undefined> {
  if (!isId(supplierInvoiceId)) return undefined
  await tx.$executeRaw`select id from supplier_invoice where id = ${supplierInvoiceId}::uuid for no key update`
  return findSupplierInvoice(tx, supplierInvoiceId)
}

/** The invoices that wait for one of these approvals, locked in the order of their ids. */
export async function lockInvoicesWaitingFor(tx: Tx, approvalIds: readonly string[]): Promise<SupplierInvoice[]> {
  const wanted = JSON.stringify(idsIn(approvalIds))
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from supplier_invoice
    where approval_id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb)))
      and approval_state in ('PENDING', 'BLOCKED')
    order by id for no key update`
  return findSupplierInvoices(
    tx,
    locked.map(({ id }) => id),
  )
}

export async function findSupplierInvoiceHeaders(tx: Tx, ids: readonly string[]): Promise<SupplierInvoiceHeader[]> {
  return (await tx.supplierInvoice.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findSupplierInvoiceByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<SupplierInvoiceHeader | undefined> {
  const row = await tx.supplierInvoice.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listSupplierInvoices(
  tx: Tx,
  companyId: string,
  { supplierId, postedFrom, postedTo, ...exactly }: SupplierInvoiceFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SupplierInvoiceHeader[]> {
  if (!areIds(supplierId)) return []
  const { kind, status, number, supplierInvoiceNumber } = exactly
  const rows = await tx.supplierInvoice.findMany({
    where: {
      companyId,
      ...(kind == null ? {} : { kind }),
      ...(status == null ? {} : { status }),
      ...(supplierId == null ? {} : { supplierId }),
      ...(number == null ? {} : { number }),
      ...(supplierInvoiceNumber == null ? {} : { supplierInvoiceNumber }),
      ...(postedFrom == null && postedTo == null
        ? {}
        : {
            postedOn: {
              ...(postedFrom == null ? {} : { gte: toDayColumn(postedFrom) }),
              ...(postedTo == null ? {} : { lte: toDayColumn(postedTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** An invoice with one receipt it charges for. */
export interface InvoiceOfReceipt extends SupplierInvoiceHeader {
  readonly goodsReceiptId: string
}

/** The invoices for goods of these receipts, oldest first; an invoice of two receipts is told for each. */
export async function findInvoicesOfReceipts(tx: Tx, receiptIds: readonly string[]): Promise<InvoiceOfReceipt[]> {
  const pairs = await tx.$queryRaw<{ invoiceId: string; goodsReceiptId: string }[]>`
    with asked as (
      select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(idsIn(receiptIds))}::jsonb))
    select supplier_invoice_id as "invoiceId", goods_receipt_id as "goodsReceiptId"
    from supplier_invoice_line where goods_receipt_id = any (array(select id from asked))
    union
    select line.supplier_invoice_id, received.goods_receipt_id
    from goods_receipt_line received
    join goods_in_transit_arrival arrival on arrival.goods_receipt_line_id = received.id
    join supplier_invoice_line line on line.id = arrival.supplier_invoice_line_id
    where received.goods_receipt_id = any (array(select id from asked))
    order by 1`
  const headers = await findSupplierInvoiceHeaders(
    tx,
    pairs.map(({ invoiceId }) => invoiceId),
  )
  const byId = new Map(headers.map((header) => [header.id, header]))
  return pairs.flatMap(({ invoiceId, goodsReceiptId }) => {
    const header = byId.get(invoiceId)
    return header ? [{ ...header, goodsReceiptId }] : []
  })
}

/** Whether the supplier's number stands on another invoice; asked while the supplier is locked, it stays so. */
export async function isNumberTaken(
  tx: Tx,
  { id, supplierId, supplierInvoiceNumber }: Pick<SupplierInvoice, 'id' | 'supplierId' | 'supplierInvoiceNumber'>,
): Promise<boolean> {
  await tx.$executeRaw`select id from supplier where id = ${supplierId}::uuid for no key update`
  const other = await beyondScope(tx, ['departmentIds', 'warehouseIds', 'authorIds'], () =>
    tx.supplierInvoice.findFirst({
      where: { supplierId, supplierInvoiceNumber, status: { not: 'CANCELLED' }, id: { not: id } },
      select: { id: true },
    }),
  )
  return other !== null
}

export async function insertSupplierInvoice(tx: Tx, invoice: SupplierInvoice): Promise<void> {
  const { id, companyId, number, version, createdAt } = invoice
  const orderIds = await ordersOfInvoiceLines(tx, invoice.lines)
  await tx.supplierInvoice.createMany({
    data: [{ id, companyId, number, version, createdAt, orderIds, ...printedRow(invoice), ...stateRow(invoice) }],
  })
  await insertInvoiceLines(tx, companyId, invoice.lines)
}

/** Writes the next version's state and what its lines were matched with. Throws StaleDocument as `saveContent`. */
export async function saveSupplierInvoice(tx: Tx, invoice: SupplierInvoice): Promise<SupplierInvoice> {
  const saved = await saveHeader(tx, invoice)
  await saveMatches(tx, goodsOf(invoice))
  return saved
}

/** Writes the next version of the header. Throws StaleDocument when it is not the one that was read. */
export async function saveHeader(tx: Tx, invoice: SupplierInvoice): Promise<SupplierInvoice> {
  const { id, version } = invoice
  const { count } = await tx.supplierInvoice.updateMany({
    where: { id, version },
    data: { ...printedRow(invoice), ...stateRow(invoice), version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('supplier invoice', id)
  return { ...invoice, version: version + 1 }
}

/** Writes how the approvals of these invoices stand, which are locked; one statement for all. */
export async function saveInvoiceApprovals(tx: Tx, invoices: readonly SupplierInvoice[]): Promise<SupplierInvoice[]> {
  const rows = invoices.map(({ id, approval, refusal }) => ({
    ...{ id, state: approval?.state, reason: approval?.reason, changed_at: approval?.changedAt },
    ...{ refusal_reason: refusal?.reason, refusal_facts: refusal?.facts },
  }))
  await tx.$executeRaw`
    update supplier_invoice as stored
    set approval_state = now.state, approval_reason = now.reason, approval_changed_at = now.changed_at,
        refusal_reason = now.refusal_reason, refusal_facts = now.refusal_facts, version = stored.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as now(
      id uuid, state text, reason text, changed_at timestamptz, refusal_reason text, refusal_facts jsonb)
    where stored.id = now.id`
  return invoices.map((invoice) => ({ ...invoice, version: invoice.version + 1 }))
}

function printedRow(invoice: SupplierInvoice) {
  return {
    kind: invoice.kind,
    supplierId: invoice.supplierId,
    supplierInvoiceNumber: invoice.supplierInvoiceNumber,
    invoicedOn: toDayColumn(invoice.invoicedOn),
    postedOn: toDayColumn(invoice.postedOn),
    dueOn: toDayColumn(invoice.dueOn),
    instalments: writeInstalments(invoice.instalments).map((one) => ({ ...one })),
    currency: invoice.currency,
    netMinor: invoice.net.minor,
    taxMinor: invoice.tax.minor,
    grossMinor: invoice.gross.minor,
    printedCurrency: invoice.printedCurrency,
    exchangeRate: invoice.exchangeRate?.toFixed() ?? null,
    printedNetMinor: invoice.printed.net.minor,
    printedTaxMinor: invoice.printed.tax.minor,
    printedGrossMinor: invoice.printed.gross.minor,
    createdBy: invoice.createdBy,
    authorIds: [...invoice.authorIds],
  }
}

function stateRow({ refusal, variance, ...invoice }: SupplierInvoice) {
  const { status, sagaId, submittedBy, releasedBy, releaseReason, cancelReason, confirmedAt } = invoice
  return {
    ...approvalColumns(invoice.approval),
    ...{ status, sagaId, submittedBy, releasedBy, releaseReason, cancelReason, confirmedAt },
    departmentIds: departmentsOf(invoice),
    varianceMinor: variance?.minor ?? null,
    differences: invoice.differences.map((difference) => ({ ...difference })),
    refusalReason: refusal?.reason ?? null,
    refusalFacts: refusal ? { ...refusal.facts } : Prisma.DbNull,
  }
}

function toHeader(row: Row): SupplierInvoiceHeader {
  const [currency, printedCurrency] = [currencyColumn(row.currency), currencyColumn(row.printedCurrency)]
  const { id, companyId, number, supplierId, supplierInvoiceNumber, sagaId, version, createdAt, confirmedAt } = row
  const { createdBy, authorIds, submittedBy, releasedBy, releaseReason, cancelReason } = row
  return {
    ...{ id, companyId, number, supplierId, supplierInvoiceNumber, sagaId, version, createdAt, confirmedAt },
    ...{ createdBy, authorIds, submittedBy, releasedBy, releaseReason, cancelReason, currency },
    approval: toApproval(row, null),
    kind: row.kind as SupplierInvoiceKind,
    status: row.status as SupplierInvoiceStatus,
    invoicedOn: dayColumn(row.invoicedOn),
    postedOn: dayColumn(row.postedOn),
    dueOn: dayColumn(row.dueOn),
    instalments: readWrittenInstalments(row.instalments as unknown as WrittenInstalment[], printedCurrency),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    gross: moneyColumn(row.grossMinor, currency),
    printedCurrency,
    exchangeRate: row.exchangeRate === null ? null : decimalColumn(row.exchangeRate),
    printed: {
      net: moneyColumn(row.printedNetMinor, printedCurrency),
      tax: moneyColumn(row.printedTaxMinor, printedCurrency),
      gross: moneyColumn(row.printedGrossMinor, printedCurrency),
    },
    variance: row.varianceMinor === null ? null : moneyColumn(row.varianceMinor, currency),
    differences: row.differences as unknown as MatchDifference[],
    refusal: row.refusalReason === null ? null : { reason: row.refusalReason, facts: factsColumn(row.refusalFacts) },
  }
}
