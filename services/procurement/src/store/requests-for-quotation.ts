import { areIds, dayColumn, factorColumns, idsIn, quantityColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { isId } from '@erp/values'
import type {
  RequestForQuotation,
  RequestForQuotationHeader,
  RequestForQuotationStatus,
  RequestLine,
} from '../domain/request-for-quotation.ts'
import type { RequestForQuotationLine as LineRow, RequestForQuotation as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export interface RequestForQuotationFilter {
  readonly status?: RequestForQuotationStatus | null | undefined
  readonly supplierId?: string | null | undefined
}

export async function findRequestForQuotation(tx: Tx, requestId: string): Promise<RequestForQuotation | undefined> {
  if (!isId(requestId)) return undefined
  const row = await tx.requestForQuotation.findUnique({
    where: { id: requestId },
    include: { suppliers: { orderBy: { supplierId: 'asc' } }, lines: { orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const supplierIds = row.suppliers.map(({ supplierId }) => supplierId)
  return { ...toHeader(row), supplierIds, lines: row.lines.map(toRequestLine) }
}

/** The request as it is once everybody who was answering, ordering or closing it has ended; whoever else wants it waits. */
export async function lockRequestForQuotation(tx: Tx, requestId: string): Promise<RequestForQuotation | undefined> {
  if (!isId(requestId)) return undefined
  await tx.$executeRaw`select id from request_for_quotation where id = ${requestId}::uuid for no key update`
  return findRequestForQuotation(tx, requestId)
}

export async function findRequestForQuotationHeaders(
  tx: Tx,
  ids: readonly string[],
): Promise<RequestForQuotationHeader[]> {
  return (await tx.requestForQuotation.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listRequestsForQuotation(
  tx: Tx,
  companyId: string,
  { status, supplierId }: RequestForQuotationFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<RequestForQuotationHeader[]> {
  if (!areIds(supplierId)) return []
  const rows = await tx.requestForQuotation.findMany({
    where: {
      companyId,
      ...(status == null ? {} : { status }),
      ...(supplierId == null ? {} : { suppliers: { some: { supplierId } } }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** Who is asked, of several requests. */
export function findSuppliersOfRequests(
  tx: Tx,
  requestIds: readonly string[],
): Promise<{ readonly requestId: string; readonly supplierId: string }[]> {
  return tx.requestForQuotationSupplier.findMany({
    where: { requestId: { in: idsIn(requestIds) } },
    orderBy: { supplierId: 'asc' },
  })
}

export async function findRequestLines(tx: Tx, lineIds: readonly string[]): Promise<RequestLine[]> {
  return (await tx.requestForQuotationLine.findMany({ where: { id: { in: idsIn(lineIds) } } })).map(toRequestLine)
}

/** The lines of several requests, by line number. */
export async function findLinesOfRequests(tx: Tx, requestIds: readonly string[]): Promise<RequestLine[]> {
  const rows = await tx.requestForQuotationLine.findMany({
    where: { requestId: { in: idsIn(requestIds) } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map(toRequestLine)
}

export async function insertRequestForQuotation(tx: Tx, request: RequestForQuotation): Promise<void> {
  const { id: requestId, companyId, supplierIds, lines } = request
  await tx.requestForQuotation.createMany({ data: [toRow(request)] })
  await tx.requestForQuotationSupplier.createMany({
    data: supplierIds.map((supplierId) => ({ requestId, supplierId, companyId })),
  })
  await tx.requestForQuotationLine.createMany({
    data: lines.map(({ factor, neededOn, ...line }) => ({
      ...{ ...line, companyId, unitNumerator: factor.numerator, unitDenominator: factor.denominator },
      ...{ quantity: line.quantity.toFixed(), baseQuantity: line.baseQuantity.toFixed() },
      ...{ neededOn: toDayColumn(neededOn), orderedQuantity: line.orderedQuantity.toFixed() },
    })),
  })
}

/** Writes the next version of the request itself. Throws StaleDocument when it is not the one that was read. */
export async function saveRequestForQuotation(tx: Tx, request: RequestForQuotation): Promise<RequestForQuotation> {
  const saved = { ...request, version: request.version + 1 }
  const { count } = await tx.requestForQuotation.updateMany({
    where: { id: request.id, version: request.version },
    data: toRow(saved),
  })
  if (count === 0) throw new StaleDocument('request for quotation', request.id)
  return saved
}

function toHeader(row: Row): RequestForQuotationHeader {
  return {
    ...{ id: row.id, companyId: row.companyId, number: row.number, status: row.status as RequestForQuotationStatus },
    ...{
      requestedOn: dayColumn(row.requestedOn),
      answerDueOn: dayColumn(row.answerDueOn),
      closeReason: row.closeReason,
    },
    ...{ version: row.version, createdAt: row.createdAt, createdBy: row.createdBy },
  }
}

function toRow({ lines: _, supplierIds: __, requestedOn, answerDueOn, ...facts }: RequestForQuotation): Row {
  return { ...facts, requestedOn: toDayColumn(requestedOn), answerDueOn: toDayColumn(answerDueOn) }
}

export function toRequestLine(row: LineRow): RequestLine {
  return {
    ...{ id: row.id, requestId: row.requestId, lineNumber: row.lineNumber, itemId: row.itemId, unit: row.unit },
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    neededOn: dayColumn(row.neededOn),
    requisitionLineId: row.requisitionLineId,
    orderedQuantity: quantityColumn(row.orderedQuantity),
  }
}
