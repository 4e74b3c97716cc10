import {
  areIds,
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factorColumns,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { isId, type Quantity } from '@erp/values'
import type { Quotation, QuotationHeader, QuotationLine, QuotationStatus } from '../domain/quotation.ts'
import type { QuotationLine as LineRow, Quotation as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'

export interface QuotationFilter {
  readonly status?: QuotationStatus | null | undefined
  readonly customerId?: string | null | undefined
}

export async function findQuotation(tx: Tx, quotationId: string): Promise<Quotation | undefined> {
  if (!isId(quotationId)) return undefined
  const [quotation] = await findQuotations(tx, [quotationId])
  return quotation
}

/** In the order of their ids. */
export async function findQuotations(tx: Tx, ids: readonly string[]): Promise<Quotation[]> {
  const rows = await tx.quotation.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => ({ ...toHeader(row), lines: row.lines.map((line) => toLine(line, row.currency)) }))
}

/** The quotation as it is once everybody who was changing or ordering it has ended; whoever else wants it waits. */
export async function lockQuotation(tx: Tx, quotationId: string): Promise<Quotation | undefined> {
  if (!isId(quotationId)) return undefined
  await tx.$executeRaw`select id from quotation where id = ${quotationId}::uuid for no key update`
  return findQuotation(tx, quotationId)
}

export async function findQuotationHeaders(tx: Tx, ids: readonly string[]): Promise<QuotationHeader[]> {
  return (await tx.quotation.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findQuotationLines(tx: Tx, lineIds: readonly string[]): Promise<QuotationLine[]> {
  const rows = await tx.quotationLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    include: { quotation: { select: { currency: true } } },
  })
  return rows.map((row) => toLine(row, row.quotation.currency))
}

/** The lines of several quotations, by line number. */
export async function findLinesOfQuotations(tx: Tx, quotationIds: readonly string[]): Promise<QuotationLine[]> {
  const rows = await tx.quotationLine.findMany({
    where: { quotationId: { in: idsIn(quotationIds) } },
    include: { quotation: { select: { currency: true } } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toLine(row, row.quotation.currency))
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listQuotations(
  tx: Tx,
  companyId: string,
  { status, customerId }: QuotationFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<QuotationHeader[]> {
  if (!areIds(customerId)) return []
  const rows = await tx.quotation.findMany({
    where: {
      companyId,
      ...(status == null ? {} : { status }),
      ...(customerId == null ? {} : { customerId }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

export async function insertQuotation(tx: Tx, quotation: Quotation): Promise<void> {
  await tx.quotation.createMany({ data: [toRow(quotation)] })
  await insertLines(tx, quotation)
}

/** Writes the next version of the quotation itself. Throws StaleDocument when it is not the one that was read. */
export async function saveQuotation(tx: Tx, quotation: Quotation): Promise<Quotation> {
  const saved = { ...quotation, version: quotation.version + 1 }
  const { count } = await tx.quotation.updateMany({
    where: { id: quotation.id, version: quotation.version },
    data: toRow(saved),
  })
  if (count === 0) throw new StaleDocument('quotation', quotation.id)
  return saved
}

/** The same, with its lines written anew. */
export async function rewriteQuotation(tx: Tx, quotation: Quotation): Promise<Quotation> {
  const saved = await saveQuotation(tx, quotation)
  await tx.quotationLine.deleteMany({ where: { quotationId: quotation.id } })
  await insertLines(tx, saved)
  return saved
}

/** Orders take so much of lines; their quotation is locked. */
export async function takeFromQuotation(
  tx: Tx,
  taken: readonly { readonly quotationLineId: string; readonly quantity: Quantity }[],
): Promise<void> {
  const rows = taken.map(({ quotationLineId, quantity }) => ({ id: quotationLineId, quantity: quantity.toFixed() }))
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update quotation_line line set ordered_quantity = line.ordered_quantity + taken.quantity
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as taken(id uuid, quantity numeric) where line.id = taken.id`,
  )
}

/** An order does not want what its lines took any more. Quotations are locked in the order of their ids. */
export async function giveBackToQuotations(tx: Tx, salesOrderId: string): Promise<void> {
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with locked as (
      select id from quotation
      where id in (
        select line.quotation_id from sales_order_line ordered join quotation_line line on line.id = ordered.quotation_line_id
        where ordered.sales_order_id = ${salesOrderId}::uuid)
      order by id for no key update
    ), taken as (
      select quotation_line_id, sum(quantity) as quantity from sales_order_line
      where sales_order_id = ${salesOrderId}::uuid and quotation_line_id is not null group by 1)
    update quotation_line line set ordered_quantity = line.ordered_quantity - taken.quantity
    from taken, locked where line.id = taken.quotation_line_id and line.quotation_id = locked.id`,
  )
}

async function insertLines(tx: Tx, { companyId, lines }: Quotation): Promise<void> {
  await tx.quotationLine.createMany({
    data: lines.map(({ factor, net, tax, ...line }) => ({
      ...{ ...line, companyId, unitNumerator: factor.numerator, unitDenominator: factor.denominator },
      ...{ quantity: line.quantity.toFixed(), baseQuantity: line.baseQuantity.toFixed() },
      ...{ unitPrice: line.unitPrice.toFixed(), discountPercent: line.discountPercent.toFixed() },
      ...{ taxRatePercent: line.taxRatePercent.toFixed(), netMinor: net.minor, taxMinor: tax.minor },
      orderedQuantity: line.orderedQuantity.toFixed(),
    })),
  })
}

function toRow({ lines: _, quotedOn, expiresOn, net, tax, gross, approval, authorIds, ...facts }: Quotation): Row {
  return {
    ...{
      ...facts,
      ...approvalColumns(approval),
      authorIds: [...authorIds],
      quotedOn: toDayColumn(quotedOn),
      expiresOn: toDayColumn(expiresOn),
    },
    ...{ netMinor: net.minor, taxMinor: tax.minor, grossMinor: gross.minor },
  }
}

function toHeader(row: Row): QuotationHeader {
  const currency = currencyColumn(row.currency)
  return {
    ...{ id: row.id, companyId: row.companyId, number: row.number, status: row.status as QuotationStatus },
    ...{ customerId: row.customerId, quotedOn: dayColumn(row.quotedOn), expiresOn: dayColumn(row.expiresOn) },
    ...{ currency, pricesIncludeTax: row.pricesIncludeTax, net: moneyColumn(row.netMinor, currency) },
    ...{ tax: moneyColumn(row.taxMinor, currency), gross: moneyColumn(row.grossMinor, currency) },
    ...{ authorIds: row.authorIds, approval: toApproval(row) },
    ...{ closeReason: row.closeReason, version: row.version, createdAt: row.createdAt, offeredAt: row.offeredAt },
  }
}

function toLine(row: LineRow, currencyCode: string): QuotationLine {
  const currency = currencyColumn(currencyCode)
  return {
    ...{ id: row.id, quotationId: row.quotationId, lineNumber: row.lineNumber, itemId: row.itemId, unit: row.unit },
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    ...{ quantity: quantityColumn(row.quantity), baseQuantity: quantityColumn(row.baseQuantity) },
    ...{ unitPrice: decimalColumn(row.unitPrice), discountPercent: decimalColumn(row.discountPercent) },
    ...{ priceListId: row.priceListId, taxCodeId: row.taxCodeId, taxRatePercent: decimalColumn(row.taxRatePercent) },
    ...{ net: moneyColumn(row.netMinor, currency), tax: moneyColumn(row.taxMinor, currency) },
    orderedQuantity: quantityColumn(row.orderedQuantity),
  }
}
