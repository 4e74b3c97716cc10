import {
  areIds,
  currencyColumn,
  dayColumn,
  decimalColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, type Currency, isId } from '@erp/values'
import type {
  CreditNote,
  CreditNoteHeader,
  CreditNoteKind,
  CreditNoteLine,
  CreditNoteStatus,
  FreeTerms,
} from '../domain/credit-note.ts'
import type { CreditNoteLine as LineRow, CreditNote as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'
import { ordersOfInvoices } from './followed-orders.ts'

export interface CreditNoteFilter {
  readonly status?: CreditNoteStatus | null | undefined
  readonly customerId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly creditedFrom?: BusinessDate | null | undefined
  readonly creditedTo?: BusinessDate | null | undefined
}

export async function findCreditNote(tx: Tx, creditNoteId: string): Promise<CreditNote | undefined> {
  if (!isId(creditNoteId)) return undefined
  const [creditNote] = await findCreditNotes(tx, [creditNoteId])
  return creditNote
}

/** In the order of their ids. */
export async function findCreditNotes(tx: Tx, ids: readonly string[]): Promise<CreditNote[]> {
  const rows = await tx.creditNote.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => {
    const header = toHeader(row)
    return { ...header, lines: row.lines.map((line) => toLine(line, header.currency)) }
  })
}

/** The credit note as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockCreditNote(tx: Tx, creditNoteId: string): Promise<CreditNote | undefined> {
  if (!isId(creditNoteId)) return undefined
  await tx.$executeRaw`select id from credit_note where id = ${creditNoteId}::uuid for no key update`
  return findCreditNote(tx, creditNoteId)
}

export async function findCreditNoteHeaders(tx: Tx, ids: readonly string[]): Promise<CreditNoteHeader[]> {
  return (await tx.creditNote.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findCreditNoteByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<CreditNoteHeader | undefined> {
  const row = await tx.creditNote.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listCreditNotes(
  tx: Tx,
  companyId: string,
  { status, customerId, number, creditedFrom, creditedTo }: CreditNoteFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<CreditNoteHeader[]> {
  if (!areIds(customerId)) return []
  const rows = await tx.creditNote.findMany({
    where: {
      companyId,
      ...(status == null ? {} : { status }),
      ...(customerId == null ? {} : { customerId }),
      ...(number == null ? {} : { number }),
      ...(creditedFrom == null && creditedTo == null
        ? {}
        : {
            creditedOn: {
              ...(creditedFrom == null ? {} : { gte: toDayColumn(creditedFrom) }),
              ...(creditedTo == null ? {} : { lte: toDayColumn(creditedTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** A credit note with one invoice it credits. */
export interface CreditNoteOfInvoice extends CreditNoteHeader {
  readonly salesInvoiceId: string
}

/** The credit notes of these invoices, oldest first; one of two invoices is told for each. */
export async function findCreditNotesOfInvoices(tx: Tx, invoiceIds: readonly string[]): Promise<CreditNoteOfInvoice[]> {
  const rows = await tx.creditNoteLine.findMany({
    where: { salesInvoiceId: { in: idsIn(invoiceIds) } },
    distinct: ['creditNoteId', 'salesInvoiceId'],
    include: { creditNote: true },
    orderBy: { creditNoteId: 'asc' },
  })
  return rows.flatMap(({ salesInvoiceId, creditNote }) =>
    salesInvoiceId === null ? [] : { ...toHeader(creditNote), salesInvoiceId },
  )
}

/** The credit notes for these returns, oldest first. */
export async function findCreditNotesOfReturns(tx: Tx, returnIds: readonly string[]): Promise<CreditNoteHeader[]> {
  const rows = await tx.creditNote.findMany({
    where: { salesReturnId: { in: idsIn(returnIds) } },
    orderBy: { id: 'asc' },
  })
  return rows.map(toHeader)
}

export async function findCreditNoteLines(tx: Tx, lineIds: readonly string[]): Promise<CreditNoteLine[]> {
  const rows = await tx.creditNoteLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { creditNote: { select: { currency: true } } },
  })
  return rows.map((row) => toLine(row, currencyColumn(row.creditNote.currency)))
}

/** The lines of several credit notes, by line number. */
export async function findLinesOfCreditNotes(tx: Tx, creditNoteIds: readonly string[]): Promise<CreditNoteLine[]> {
  const rows = await tx.creditNoteLine.findMany({
    where: { creditNoteId: { in: idsIn(creditNoteIds) } },
    include: { creditNote: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toLine(row, currencyColumn(row.creditNote.currency)))
}

export async function insertCreditNote(tx: Tx, creditNote: CreditNote): Promise<void> {
  const { lines, net, tax, gross, creditedOn, approval, ...header } = creditNote
  const orderIds = await ordersOfInvoices(
    tx,
    lines.flatMap(({ salesInvoiceId }) => salesInvoiceId ?? []),
  )
  await tx.creditNote.createMany({
    data: [
      {
        ...{ ...header, orderIds, ...approvalColumns(approval), creditedOn: toDayColumn(creditedOn) },
        ...{ netMinor: net.minor, taxMinor: tax.minor, grossMinor: gross.minor },
      },
    ],
  })
  await tx.creditNoteLine.createMany({
    data: lines.map(({ baseQuantity, taxRatePercent, free, net: ofLine, tax: onLine, ...line }) => ({
      ...{ ...line, companyId: creditNote.companyId, baseQuantity: baseQuantity?.toFixed() ?? null },
      ...{ taxRatePercent: taxRatePercent.toFixed(), netMinor: ofLine.minor, taxMinor: onLine.minor },
      ...(free
        ? {
            ...{ unit: free.unit, quantity: free.quantity.toFixed(), unitPrice: free.unitPrice.toFixed() },
            priceIncludesTax: free.pricesIncludeTax,
          }
        : {}),
    })),
  })
  await noteWarehouses(tx, creditNote.id)
}

/** Keeps on a credit note where the goods it credits left from and came back to, which says who sees it. */
async function noteWarehouses(tx: Tx, creditNoteId: string): Promise<void> {
  await tx.$executeRaw`
    update credit_note set warehouse_ids = array(
      select delivery.warehouse_id
      from credit_note_line line join delivery_line on delivery_line.id = line.delivery_line_id
      join delivery on delivery.id = delivery_line.delivery_id
      where line.credit_note_id = credit_note.id
      union
      select back.warehouse_id
      from credit_note_line line join sales_return_line on sales_return_line.id = line.sales_return_line_id
      join sales_return back on back.id = sales_return_line.sales_return_id
      where line.credit_note_id = credit_note.id
      order by 1)
    where id = ${creditNoteId}::uuid`
}

/** Writes the next version's state. Throws StaleDocument when it is not the one that was read. */
export async function saveCreditNote(tx: Tx, creditNote: CreditNote): Promise<CreditNote> {
  const { id, version, status, cancelReason, confirmedAt, approval } = creditNote
  const { count } = await tx.creditNote.updateMany({
    where: { id, version },
    data: { ...approvalColumns(approval), status, cancelReason, confirmedAt, version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('credit note', id)
  return { ...creditNote, version: version + 1 }
}

function toHeader(row: Row): CreditNoteHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    kind: row.kind as CreditNoteKind,
    status: row.status as CreditNoteStatus,
    customerId: row.customerId,
    salesReturnId: row.salesReturnId,
    creditedOn: dayColumn(row.creditedOn),
    currency,
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    gross: moneyColumn(row.grossMinor, currency),
    reason: row.reason,
    createdBy: row.createdBy,
    approval: toApproval(row),
    cancelReason: row.cancelReason,
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
  }
}

function toLine(row: LineRow, currency: Currency): CreditNoteLine {
  return {
    id: row.id,
    creditNoteId: row.creditNoteId,
    lineNumber: row.lineNumber,
    salesInvoiceId: row.salesInvoiceId,
    salesInvoiceLineId: row.salesInvoiceLineId,
    deliveryLineId: row.deliveryLineId,
    free: toFreeTerms(row),
    salesReturnLineId: row.salesReturnLineId,
    baseQuantity: row.baseQuantity === null ? null : quantityColumn(row.baseQuantity),
    itemId: row.itemId,
    taxCodeId: row.taxCodeId,
    taxRatePercent: decimalColumn(row.taxRatePercent),
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
  }
}

function toFreeTerms({ unit, quantity, unitPrice, priceIncludesTax: pricesIncludeTax }: LineRow): FreeTerms | null {
  if (unit === null || quantity === null || unitPrice === null || pricesIncludeTax === null) return null
  return { unit, quantity: quantityColumn(quantity), unitPrice: decimalColumn(unitPrice), pricesIncludeTax }
}
