import {
  areIds,
  currencyColumn,
  dayColumn,
  factsColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { isId } from '@erp/values'
import type {
  NewSalesReturn,
  SalesReturn,
  SalesReturnHeader,
  SalesReturnLine,
  SalesReturnStatus,
} from '../domain/sales-return.ts'
import { type SalesReturnLine as LineRow, Prisma, type SalesReturn as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { ordersOfDeliveries } from './followed-orders.ts'

export interface SalesReturnFilter {
  readonly status?: SalesReturnStatus | null | undefined
  readonly customerId?: string | null | undefined
  readonly warehouseId?: string | null | undefined
  readonly number?: string | null | undefined
}

export async function findSalesReturn(tx: Tx, salesReturnId: string): Promise<SalesReturn | undefined> {
  if (!isId(salesReturnId)) return undefined
  const row = await tx.salesReturn.findUnique({
    where: { id: salesReturnId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return row ? { ...toHeader(row), lines: row.lines.map((line) => toLine(line, row.currency)) } : undefined
}

/** The return as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockSalesReturn(tx: Tx, salesReturnId: string): Promise<SalesReturn | undefined> {
  if (!isId(salesReturnId)) return undefined
  await tx.$executeRaw`select id from sales_return where id = ${salesReturnId}::uuid for no key update`
  return findSalesReturn(tx, salesReturnId)
}

export async function findSalesReturnHeaders(tx: Tx, ids: readonly string[]): Promise<SalesReturnHeader[]> {
  return (await tx.salesReturn.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findSalesReturnByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<SalesReturnHeader | undefined> {
  const row = await tx.salesReturn.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listSalesReturns(
  tx: Tx,
  companyId: string,
  filter: SalesReturnFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SalesReturnHeader[]> {
  if (!areIds(filter.customerId, filter.warehouseId)) return []
  const rows = await tx.salesReturn.findMany({
    where: {
      companyId,
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.customerId == null ? {} : { customerId: filter.customerId }),
      ...(filter.warehouseId == null ? {} : { warehouseId: filter.warehouseId }),
      ...(filter.number == null ? {} : { number: filter.number }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

const withCurrency = { return: { select: { currency: true } } }

export async function findReturnLines(tx: Tx, lineIds: readonly string[]): Promise<SalesReturnLine[]> {
  const rows = await tx.salesReturnLine.findMany({ where: { id: { in: idsIn(lineIds) } }, include: withCurrency })
  return rows.map((row) => toLine(row, row.return.currency))
}

/** The lines of several returns, by line number. */
export async function findLinesOfReturns(tx: Tx, returnIds: readonly string[]): Promise<SalesReturnLine[]> {
  const rows = await tx.salesReturnLine.findMany({
    where: { salesReturnId: { in: idsIn(returnIds) } },
    include: withCurrency,
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toLine(row, row.return.currency))
}

/** A return with one delivery it brings goods back of. */
export interface ReturnOfDelivery extends SalesReturnHeader {
  readonly deliveryId: string
}

/** The returns of goods of these deliveries, oldest first; a return of two deliveries is told for each. */
export async function findReturnsOfDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<ReturnOfDelivery[]> {
  const rows = await tx.salesReturnLine.findMany({
    where: { deliveryId: { in: idsIn(deliveryIds) } },
    distinct: ['salesReturnId', 'deliveryId'],
    include: { return: true },
    orderBy: { salesReturnId: 'asc' },
  })
  return rows.flatMap(({ deliveryId, ...row }) => (deliveryId === null ? [] : { ...toHeader(row.return), deliveryId }))
}

export async function insertSalesReturn(tx: Tx, salesReturn: SalesReturn): Promise<void> {
  const { id, companyId, number, customerId, warehouseId, currency, reason, version, createdAt, createdBy } =
    salesReturn
  const header = { id, companyId, number, customerId, warehouseId, currency, reason, version, createdAt, createdBy }
  const orderIds = await ordersOfDeliveries(
    tx,
    salesReturn.lines.flatMap(({ deliveryId }) => deliveryId ?? []),
  )
  await tx.salesReturn.createMany({
    data: [{ ...header, orderIds, returnedOn: toDayColumn(salesReturn.returnedOn), ...stateRow(salesReturn) }],
  })
  await tx.salesReturnLine.createMany({
    data: salesReturn.lines.map(({ quantity, baseQuantity, statedCost, ...line }) => ({
      ...line,
      companyId,
      statedCostMinor: statedCost?.minor ?? null,
      quantity: quantity.toFixed(),
      baseQuantity: baseQuantity.toFixed(),
      creditedBaseQuantity: line.creditedBaseQuantity.toFixed(),
    })),
  })
}

/** Writes the next version's state. Throws StaleDocument when it is not the one that was read. */
export async function saveSalesReturn(tx: Tx, salesReturn: SalesReturn): Promise<SalesReturn> {
  const { id, version } = salesReturn
  const { count } = await tx.salesReturn.updateMany({
    where: { id, version },
    data: { ...stateRow(salesReturn), version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('sales return', id)
  return { ...salesReturn, version: version + 1 }
}

function stateRow({ status, sagaId, refusal, confirmedAt }: NewSalesReturn) {
  return {
    status,
    sagaId,
    refusalReason: refusal?.reason ?? null,
    refusalFacts: refusal ? { ...refusal.facts } : Prisma.DbNull,
    confirmedAt,
  }
}

function toHeader(row: Row): SalesReturnHeader {
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    status: row.status as SalesReturnStatus,
    customerId: row.customerId,
    warehouseId: row.warehouseId,
    returnedOn: dayColumn(row.returnedOn),
    reason: row.reason,
    currency: currencyColumn(row.currency),
    sagaId: row.sagaId,
    refusal: row.refusalReason === null ? null : { reason: row.refusalReason, facts: factsColumn(row.refusalFacts) },
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
    createdBy: row.createdBy,
  }
}

function toLine(row: LineRow, currency: string): SalesReturnLine {
  return {
    id: row.id,
    salesReturnId: row.salesReturnId,
    lineNumber: row.lineNumber,
    deliveryId: row.deliveryId,
    deliveryLineId: row.deliveryLineId,
    statedCost: row.statedCostMinor === null ? null : moneyColumn(row.statedCostMinor, currencyColumn(currency)),
    itemId: row.itemId,
    unit: row.unit,
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    creditedBaseQuantity: quantityColumn(row.creditedBaseQuantity),
  }
}
