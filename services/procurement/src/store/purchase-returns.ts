import {
  areIds,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factsColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type Currency, isId } from '@erp/values'
import type {
  ChargedAbroad,
  NewPurchaseReturn,
  PurchaseReturn,
  PurchaseReturnHeader,
  PurchaseReturnLine,
  PurchaseReturnStatus,
} from '../domain/purchase-return.ts'
import { type PurchaseReturnLine as LineRow, Prisma, type PurchaseReturn as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { ordersOfLines } from './followed-orders.ts'

export interface PurchaseReturnFilter {
  readonly status?: PurchaseReturnStatus | null | undefined
  readonly supplierId?: string | null | undefined
  readonly number?: string | null | undefined
}

export async function findPurchaseReturn(tx: Tx, purchaseReturnId: string): Promise<PurchaseReturn | undefined> {
  if (!isId(purchaseReturnId)) return undefined
  const row = await tx.purchaseReturn.findUnique({
    where: { id: purchaseReturnId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const header = toHeader(row)
  return { ...header, lines: row.lines.map((line) => toReturnLine(line, header.currency)) }
}

/** The return as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockPurchaseReturn(tx: Tx, purchaseReturnId: string): Promise<PurchaseReturn | undefined> {
  if (!isId(purchaseReturnId)) return undefined
  await tx.$executeRaw`select id from purchase_return where id = ${purchaseReturnId}::uuid for no key update`
  return findPurchaseReturn(tx, purchaseReturnId)
}

export async function findPurchaseReturnHeaders(tx: Tx, ids: readonly string[]): Promise<PurchaseReturnHeader[]> {
  return (await tx.purchaseReturn.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findPurchaseReturnByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<PurchaseReturnHeader | undefined> {
  const row = await tx.purchaseReturn.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listPurchaseReturns(
  tx: Tx,
  companyId: string,
  filter: PurchaseReturnFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PurchaseReturnHeader[]> {
  if (!areIds(filter.supplierId)) return []
  const rows = await tx.purchaseReturn.findMany({
    where: {
      companyId,
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.supplierId == null ? {} : { supplierId: filter.supplierId }),
      ...(filter.number == null ? {} : { number: filter.number }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

export async function findReturnLines(tx: Tx, lineIds: readonly string[]): Promise<PurchaseReturnLine[]> {
  const rows = await tx.purchaseReturnLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { return: { select: { currency: true } } },
  })
  return rows.map((row) => toReturnLine(row, currencyColumn(row.return.currency)))
}

/** The lines of several returns, by line number. */
export async function findLinesOfReturns(tx: Tx, returnIds: readonly string[]): Promise<PurchaseReturnLine[]> {
  const rows = await tx.purchaseReturnLine.findMany({
    where: { purchaseReturnId: { in: idsIn(returnIds) } },
    include: { return: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toReturnLine(row, currencyColumn(row.return.currency)))
}

/** A return with one receipt it takes goods back from. */
export interface ReturnOfReceipt extends PurchaseReturnHeader {
  readonly goodsReceiptId: string
}

/** The returns of goods of these receipts, oldest first; a return of two receipts is told for each. */
export async function findReturnsOfReceipts(tx: Tx, receiptIds: readonly string[]): Promise<ReturnOfReceipt[]> {
  const rows = await tx.purchaseReturnLine.findMany({
    where: { goodsReceiptId: { in: idsIn(receiptIds) } },
    distinct: ['purchaseReturnId', 'goodsReceiptId'],
    include: { return: true },
    orderBy: { purchaseReturnId: 'asc' },
  })
  return rows.map((row) => ({ ...toHeader(row.return), goodsReceiptId: row.goodsReceiptId }))
}

export async function insertPurchaseReturn(tx: Tx, purchaseReturn: PurchaseReturn): Promise<void> {
  const { id, companyId, number, version, createdAt, supplierId } = purchaseReturn
  const orderIds = await ordersOfLines(
    tx,
    purchaseReturn.lines.map(({ purchaseOrderLineId }) => purchaseOrderLineId),
  )
  await tx.purchaseReturn.createMany({
    data: [
      {
        id,
        companyId,
        number,
        supplierId,
        version,
        createdAt,
        orderIds,
        warehouseId: purchaseReturn.warehouseId,
        returnedOn: toDayColumn(purchaseReturn.returnedOn),
        afterInvoice: purchaseReturn.afterInvoice,
        currency: purchaseReturn.currency,
        ...stateRow(purchaseReturn),
      },
    ],
  })
  await tx.purchaseReturnLine.createMany({
    data: purchaseReturn.lines.map(({ clearingValue, charged, quantity, baseQuantity, credited, ...line }) => ({
      ...line,
      companyId,
      quantity: quantity.toFixed(),
      baseQuantity: baseQuantity.toFixed(),
      clearingValueMinor: clearingValue?.minor ?? null,
      ...chargedRow(charged),
      creditedBaseQuantity: credited?.quantity.toFixed() ?? null,
      creditedValueMinor: credited?.value.minor ?? null,
    })),
  })
}

/** Writes the next version's state and the lines' values. Throws StaleDocument when it is not the one that was read. */
export async function savePurchaseReturn(tx: Tx, purchaseReturn: PurchaseReturn): Promise<PurchaseReturn> {
  const { id, version } = purchaseReturn
  const { count } = await tx.purchaseReturn.updateMany({
    where: { id, version },
    data: { ...stateRow(purchaseReturn), version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('purchase return', id)
  const values = purchaseReturn.lines.map((line) => ({
    id: line.id,
    minor: line.clearingValue?.minor.toString() ?? null,
    currency: line.charged?.value.currency ?? null,
    charged: line.charged?.value.minor.toString() ?? null,
    rate: line.charged?.rate?.toFixed() ?? null,
  }))
  await tx.$executeRaw`
    update purchase_return_line line
    set clearing_value_minor = valued.minor, charged_currency = valued.currency, charged_minor = valued.charged,
        charged_rate = valued.rate
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as valued(id uuid, minor bigint, currency text, charged bigint, rate numeric)
    where line.id = valued.id and line.purchase_return_id = ${id}::uuid`
  return { ...purchaseReturn, version: version + 1 }
}

function chargedRow(charged: ChargedAbroad | null) {
  return {
    chargedCurrency: charged?.value.currency ?? null,
    chargedMinor: charged?.value.minor ?? null,
    chargedRate: charged?.rate?.toFixed() ?? null,
  }
}

function stateRow({ status, clearingValue, sagaId, refusal, confirmedAt }: NewPurchaseReturn) {
  return {
    status,
    clearingValueMinor: clearingValue?.minor ?? null,
    sagaId,
    refusalReason: refusal?.reason ?? null,
    refusalFacts: refusal ? { ...refusal.facts } : Prisma.DbNull,
    confirmedAt,
  }
}

function toHeader(row: Row): PurchaseReturnHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    status: row.status as PurchaseReturnStatus,
    supplierId: row.supplierId,
    warehouseId: row.warehouseId,
    returnedOn: dayColumn(row.returnedOn),
    afterInvoice: row.afterInvoice,
    currency,
    clearingValue: row.clearingValueMinor === null ? null : moneyColumn(row.clearingValueMinor, currency),
    sagaId: row.sagaId,
    refusal: row.refusalReason === null ? null : { reason: row.refusalReason, facts: factsColumn(row.refusalFacts) },
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
  }
}

export function toReturnLine(row: LineRow, currency: Currency): PurchaseReturnLine {
  return {
    id: row.id,
    purchaseReturnId: row.purchaseReturnId,
    lineNumber: row.lineNumber,
    goodsReceiptId: row.goodsReceiptId,
    goodsReceiptLineId: row.goodsReceiptLineId,
    purchaseOrderLineId: row.purchaseOrderLineId,
    itemId: row.itemId,
    unit: row.unit,
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    clearingValue: row.clearingValueMinor === null ? null : moneyColumn(row.clearingValueMinor, currency),
    charged:
      row.chargedCurrency === null || row.chargedMinor === null
        ? null
        : {
            value: moneyColumn(row.chargedMinor, currencyColumn(row.chargedCurrency)),
            rate: row.chargedRate === null ? null : decimalColumn(row.chargedRate),
          },
    credited:
      row.creditedBaseQuantity === null || row.creditedValueMinor === null
        ? null
        : {
            quantity: quantityColumn(row.creditedBaseQuantity),
            value: moneyColumn(row.creditedValueMinor, currency),
          },
  }
}
