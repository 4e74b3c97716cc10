import {
  areIds,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factorColumns,
  factsColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { CostOfSales } from '../domain/cost-of-sales.ts'
import type {
  Delivery,
  DeliveryHeader,
  DeliveryKind,
  DeliveryLine,
  DeliveryStatus,
  NewDelivery,
} from '../domain/delivery.ts'
import type { GiftTerms } from '../domain/gift.ts'
import { type DeliveryLine as LineRow, Prisma, type Delivery as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'

export interface DeliveryFilter {
  readonly kind?: DeliveryKind | null | undefined
  readonly status?: DeliveryStatus | null | undefined
  readonly customerId?: string | null | undefined
  readonly salesOrderId?: string | null | undefined
  readonly warehouseId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly deliveredFrom?: BusinessDate | null | undefined
  readonly deliveredTo?: BusinessDate | null | undefined
}

export async function findDelivery(tx: Tx, deliveryId: string): Promise<Delivery | undefined> {
  if (!isId(deliveryId)) return undefined
  const [delivery] = await findDeliveries(tx, [deliveryId])
  return delivery
}

/** In the order of their ids. */
export async function findDeliveries(tx: Tx, ids: readonly string[]): Promise<Delivery[]> {
  const rows = await tx.delivery.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => ({
    ...{ ...toHeader(row), lines: row.lines.map((line) => toDeliveryLine(line, row.currency)) },
  }))
}

/** The delivery as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockDelivery(tx: Tx, deliveryId: string): Promise<Delivery | undefined> {
  if (!isId(deliveryId)) return undefined
  await tx.$executeRaw`select id from delivery where id = ${deliveryId}::uuid for no key update`
  return findDelivery(tx, deliveryId)
}

export async function findDeliveryHeaders(tx: Tx, ids: readonly string[]): Promise<DeliveryHeader[]> {
  return (await tx.delivery.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findDeliveryByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<DeliveryHeader | undefined> {
  const row = await tx.delivery.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listDeliveries(
  tx: Tx,
  companyId: string,
  filter: DeliveryFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<DeliveryHeader[]> {
  const { deliveredFrom, deliveredTo } = filter
  if (!areIds(filter.customerId, filter.salesOrderId, filter.warehouseId)) return []
  const rows = await tx.delivery.findMany({
    where: {
      companyId,
      ...(filter.kind == null ? {} : { kind: filter.kind }),
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.customerId == null ? {} : { customerId: filter.customerId }),
      ...(filter.salesOrderId == null ? {} : { salesOrderId: filter.salesOrderId }),
      ...(filter.warehouseId == null ? {} : { warehouseId: filter.warehouseId }),
      ...(filter.number == null ? {} : { number: filter.number }),
      ...(deliveredFrom == null && deliveredTo == null
        ? {}
        : {
            deliveredOn: {
              ...(deliveredFrom == null ? {} : { gte: toDayColumn(deliveredFrom) }),
              ...(deliveredTo == null ? {} : { lte: toDayColumn(deliveredTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** Deliveries for each of these orders, newest first, at most `limit` for each. */
export async function listDeliveriesOfOrders(
  tx: Tx,
  orderIds: readonly string[],
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<Map<string, DeliveryHeader[]>> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    select delivery.id::text
    from jsonb_array_elements_text(${JSON.stringify(idsIn(orderIds))}::jsonb) as asked(order_id),
         lateral (
           select id from delivery
           where sales_order_id = asked.order_id::uuid
             and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
           order by id desc limit ${page.limit}::int
         ) as delivery`
  const headers = await findDeliveryHeaders(
    tx,
    found.map(({ id }) => id),
  )
  return Map.groupBy(
    headers.toSorted((left, right) => (left.id < right.id ? 1 : -1)),
    ({ salesOrderId }) => String(salesOrderId),
  )
}

const withCurrency = { delivery: { select: { currency: true } } }

export async function findDeliveryLines(tx: Tx, lineIds: readonly string[]): Promise<DeliveryLine[]> {
  const rows = await tx.deliveryLine.findMany({ where: { id: { in: idsIn(lineIds) } }, include: withCurrency })
  return rows.map((row) => toDeliveryLine(row, row.delivery.currency))
}

/** The lines of several deliveries, by line number. */
export async function findLinesOfDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<DeliveryLine[]> {
  const rows = await tx.deliveryLine.findMany({
    where: { deliveryId: { in: idsIn(deliveryIds) } },
    include: withCurrency,
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map((row) => toDeliveryLine(row, row.delivery.currency))
}

export async function insertDelivery(tx: Tx, delivery: Delivery): Promise<void> {
  const { lines, deliveredOn, refusal: _, approval: __, ...header } = delivery
  await tx.delivery.createMany({
    data: [{ ...header, deliveredOn: toDayColumn(deliveredOn), ...stateRow(delivery) }],
  })
  await tx.deliveryLine.createMany({
    data: lines.map(({ factor, quantity, baseQuantity, gift, ...line }) => ({
      ...line,
      companyId: delivery.companyId,
      unitNumerator: factor.numerator,
      unitDenominator: factor.denominator,
      quantity: quantity.toFixed(),
      baseQuantity: baseQuantity.toFixed(),
      returnedBaseQuantity: line.returnedBaseQuantity.toFixed(),
      invoicedBaseQuantity: line.invoicedBaseQuantity.toFixed(),
      creditedBaseQuantity: line.creditedBaseQuantity.toFixed(),
      ...{ invoicedNetMinor: 0n, invoicedTaxMinor: 0n },
      ...(gift ? giftRow(gift) : {}),
    })),
  })
}

/** Writes the next version's state. Throws StaleDocument when it is not the one that was read. */
export async function saveDelivery(tx: Tx, delivery: Delivery): Promise<Delivery> {
  const { id, version } = delivery
  const { count } = await tx.delivery.updateMany({
    where: { id, version },
    data: { ...stateRow(delivery), version: version + 1 },
  })
  if (count === 0) throw new StaleDocument('delivery', id)
  return { ...delivery, version: version + 1 }
}

function stateRow({ status, costOfSales, sagaId, refusal, confirmedAt, approval }: NewDelivery) {
  return {
    ...approvalColumns(approval),
    status,
    costOfSales,
    sagaId,
    refusalReason: refusal?.reason ?? null,
    refusalFacts: refusal ? { ...refusal.facts } : Prisma.DbNull,
    confirmedAt,
  }
}

function toHeader(row: Row): DeliveryHeader {
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    kind: row.kind as DeliveryKind,
    status: row.status as DeliveryStatus,
    customerId: row.customerId,
    salesOrderId: row.salesOrderId,
    giftReason: row.giftReason,
    earnedByOrderId: row.earnedByOrderId,
    givenBy: row.givenBy,
    approval: toApproval(row),
    warehouseId: row.warehouseId,
    deliveredOn: dayColumn(row.deliveredOn),
    currency: currencyColumn(row.currency),
    costOfSales: row.costOfSales as CostOfSales,
    sagaId: row.sagaId,
    refusal: row.refusalReason === null ? null : { reason: row.refusalReason, facts: factsColumn(row.refusalFacts) },
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
  }
}

export function toDeliveryLine(row: LineRow, currency: string): DeliveryLine {
  return {
    id: row.id,
    deliveryId: row.deliveryId,
    lineNumber: row.lineNumber,
    salesOrderId: row.salesOrderId,
    salesOrderLineId: row.salesOrderLineId,
    gift: toGift(row, currency),
    promotionId: row.promotionId,
    itemId: row.itemId,
    unit: row.unit,
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    returnedBaseQuantity: quantityColumn(row.returnedBaseQuantity),
    invoicedBaseQuantity: quantityColumn(row.invoicedBaseQuantity),
    creditedBaseQuantity: quantityColumn(row.creditedBaseQuantity),
  }
}

function giftRow({ unitPrice, taxRatePercent, net, tax, ...gift }: GiftTerms) {
  return {
    ...{ marketUnitPrice: unitPrice.toFixed(), marketPriceIncludesTax: gift.pricesIncludeTax },
    ...{ marketPriceListId: gift.priceListId, marketTaxCodeId: gift.taxCodeId },
    ...{ marketTaxRatePercent: taxRatePercent.toFixed(), marketNetMinor: net.minor, marketTaxMinor: tax.minor },
  }
}

function toGift(row: LineRow, of: string): GiftTerms | null {
  const { marketUnitPrice: price, marketTaxRatePercent: rate, marketNetMinor: net, marketTaxMinor: tax } = row
  if (price === null || rate === null || net === null || tax === null || row.marketTaxCodeId === null) return null
  const currency = currencyColumn(of)
  return {
    ...{ unitPrice: decimalColumn(price), pricesIncludeTax: row.marketPriceIncludesTax ?? false },
    ...{ priceListId: row.marketPriceListId, taxCodeId: row.marketTaxCodeId, taxRatePercent: decimalColumn(rate) },
    ...{ net: moneyColumn(net, currency), tax: moneyColumn(tax, currency) },
  }
}
