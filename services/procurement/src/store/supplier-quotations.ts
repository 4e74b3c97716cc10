import {
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  idsIn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { isId } from '@erp/values'
import {
  type AwardableLine,
  inOwnCurrency,
  type QuotationAnswer,
  type SupplierQuotation,
  type SupplierQuotationLine,
} from '../domain/supplier-quotation.ts'
import type { SupplierQuotationLine as LineRow, SupplierQuotation as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { toRequestLine } from './requests-for-quotation.ts'

export async function findSupplierQuotation(tx: Tx, id: string): Promise<SupplierQuotation | undefined> {
  if (!isId(id)) return undefined
  const row = await tx.supplierQuotation.findUnique({ where: { id }, include: { lines: true } })
  return row ? toQuotation(row) : undefined
}

/** What a supplier answered to a request; undefined while it has not. */
export async function findAnswerOf(
  tx: Tx,
  requestId: string,
  supplierId: string,
): Promise<SupplierQuotation | undefined> {
  if (!isId(requestId) || !isId(supplierId)) return undefined
  const row = await tx.supplierQuotation.findUnique({
    where: { requestId_supplierId: { requestId, supplierId } },
    include: { lines: true },
  })
  return row ? toQuotation(row) : undefined
}

/** The answers for several lines, lowest price first. */
export async function findAnswersOfLines(tx: Tx, lineIds: readonly string[]): Promise<QuotationAnswer[]> {
  const rows = await tx.supplierQuotationLine.findMany({
    where: { requestLineId: { in: idsIn(lineIds) } },
    include: { quotation: true },
  })
  return rows
    .map(({ quotation, ...row }) => {
      const line = toLine(row)
      const exchangeRate = quotation.exchangeRate === null ? null : decimalColumn(quotation.exchangeRate)
      return {
        ...{ ...line, supplierId: quotation.supplierId, currency: currencyColumn(quotation.currency) },
        ...{ expiresOn: dayColumn(quotation.expiresOn), ownUnitPrice: inOwnCurrency(line.unitPrice, exchangeRate) },
      }
    })
    .sort((left, right) => left.ownUnitPrice.comparedTo(right.ownUnitPrice))
}

/** Writes the next version of an answer, its lines in place of those it had. Its request is locked. */
export async function saveSupplierQuotation(tx: Tx, quotation: SupplierQuotation): Promise<SupplierQuotation> {
  const { lines, exchangeRate, expiresOn, ...facts } = quotation
  const saved = { ...quotation, version: quotation.version + 1 }
  const row = {
    ...{ ...facts, version: saved.version, exchangeRate: exchangeRate?.toFixed() ?? null },
    expiresOn: toDayColumn(expiresOn),
  }
  if (quotation.version === 0) await tx.supplierQuotation.createMany({ data: [row] })
  else {
    const { id, version } = quotation
    const { count } = await tx.supplierQuotation.updateMany({ where: { id, version }, data: row })
    if (count === 0) throw new StaleDocument('supplier quotation', id)
    await tx.supplierQuotationLine.deleteMany({ where: { quotationId: id } })
  }
  await tx.supplierQuotationLine.createMany({
    data: lines.map(({ quantity, unitPrice, ...line }) => ({
      ...{ ...line, companyId: quotation.companyId, quantity: quantity.toFixed(), unitPrice: unitPrice.toFixed() },
    })),
  })
  return saved
}

/**
 * Lines with their answers, and what orders other than one have of them. Their requests are locked in the order of their ids:
 * nobody else answers, orders or closes them until the transaction ends.
 */
export async function lockAwardableLines(
  tx: Tx,
  lineIds: readonly string[],
  otherThan: string | null = null,
): Promise<Map<string, AwardableLine>> {
  const wanted = idsIn(lineIds)
  if (wanted.length === 0) return new Map()
  const ids = JSON.stringify(wanted)
  await tx.$executeRaw`
    select id from request_for_quotation
    where id in (
      select request_id from request_for_quotation_line
      where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
    order by id for no key update`
  const others = await beyondScope(
    tx,
    'authorIds',
    () => tx.$queryRaw<{ id: string; quantity: string }[]>`
      select line_id as id, quantity::text from ordered_of_request_lines(
        array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)), ${otherThan}::uuid)`,
  )
  const quantityOf = new Map(others.map(({ id, quantity }) => [id, quantity]))
  const answers = Map.groupBy(await findAnswersOfLines(tx, wanted), ({ requestLineId }) => requestLineId)
  const rows = await tx.requestForQuotationLine.findMany({
    where: { id: { in: wanted } },
    include: { request: { select: { id: true, closeReason: true } } },
  })
  return new Map(
    rows.map(({ request, ...row }) => [
      row.id,
      {
        ...{ ...toRequestLine(row), request, answers: answers.get(row.id) ?? [] },
        orderedByOthers: quantityColumn(quantityOf.get(row.id) ?? '0'),
      },
    ]),
  )
}

/** Counts anew what orders have of lines, whose requests are locked. */
export async function countAwarded(tx: Tx, lineIds: readonly string[]): Promise<void> {
  const ids = JSON.stringify(idsIn(lineIds))
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
      update request_for_quotation_line as asked set ordered_quantity = coalesce(ordered.quantity, 0)
      from jsonb_array_elements_text(${ids}::jsonb) wanted
      left join ordered_of_request_lines(
        array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)), null) ordered on ordered.line_id = wanted.value::uuid
      where asked.id = wanted.value::uuid`,
  )
}

function toQuotation({ lines, ...row }: Row & { readonly lines: readonly LineRow[] }): SupplierQuotation {
  return {
    ...{ id: row.id, companyId: row.companyId, requestId: row.requestId, supplierId: row.supplierId },
    currency: currencyColumn(row.currency),
    exchangeRate: row.exchangeRate === null ? null : decimalColumn(row.exchangeRate),
    expiresOn: dayColumn(row.expiresOn),
    ...{ version: row.version, answeredAt: row.answeredAt, lines: lines.map(toLine) },
  }
}

function toLine(row: LineRow): SupplierQuotationLine {
  return {
    ...{ id: row.id, quotationId: row.quotationId, requestLineId: row.requestLineId, deliveryDays: row.deliveryDays },
    ...{ quantity: quantityColumn(row.quantity), unitPrice: decimalColumn(row.unitPrice) },
  }
}
