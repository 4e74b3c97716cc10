import {
  areIds,
  currencyColumn,
  dayColumn,
  decimalColumn,
  idsIn,
  moneyColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type {
  ConfirmedGoodsReceipt,
  GoodsReceipt,
  GoodsReceiptHeader,
  GoodsReceiptStatus,
} from '../domain/goods-receipt.ts'
import type { EstimateMode } from '../domain/receipt-estimate.ts'
import type { GoodsReceipt as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { lineRow, toReceiptLine } from './goods-receipt-lines.ts'

export interface GoodsReceiptFilter {
  readonly status?: GoodsReceiptStatus | null | undefined
  readonly supplierId?: string | null | undefined
  readonly warehouseId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly receivedFrom?: BusinessDate | null | undefined
  readonly receivedTo?: BusinessDate | null | undefined
}

export async function findGoodsReceipt(tx: Tx, goodsReceiptId: string): Promise<GoodsReceipt | undefined> {
  if (!isId(goodsReceiptId)) return undefined
  const row = await tx.goodsReceipt.findUnique({
    where: { id: goodsReceiptId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const header = toHeader(row)
  return { ...header, lines: row.lines.map((line) => toReceiptLine(line, row)) }
}

/** The receipt as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockGoodsReceipt(tx: Tx, goodsReceiptId: string): Promise<GoodsReceipt | undefined> {
  if (!isId(goodsReceiptId)) return undefined
  await tx.$queryRaw`select id from goods_receipt where id = ${goodsReceiptId}::uuid for update`
  return findGoodsReceipt(tx, goodsReceiptId)
}

export async function findGoodsReceiptHeaders(tx: Tx, ids: readonly string[]): Promise<GoodsReceiptHeader[]> {
  return (await tx.goodsReceipt.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findGoodsReceiptByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<GoodsReceiptHeader | undefined> {
  const row = await tx.goodsReceipt.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listGoodsReceipts(
  tx: Tx,
  companyId: string,
  filter: GoodsReceiptFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<GoodsReceiptHeader[]> {
  const { receivedFrom, receivedTo } = filter
  if (!areIds(filter.supplierId, filter.warehouseId)) return []
  const rows = await tx.goodsReceipt.findMany({
    where: {
      companyId,
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.supplierId == null ? {} : { supplierId: filter.supplierId }),
      ...(filter.warehouseId == null ? {} : { warehouseId: filter.warehouseId }),
      ...(filter.number == null ? {} : { number: filter.number }),
      ...(receivedFrom == null && receivedTo == null
        ? {}
        : {
            receivedOn: {
              ...(receivedFrom == null ? {} : { gte: toDayColumn(receivedFrom) }),
              ...(receivedTo == null ? {} : { lte: toDayColumn(receivedTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** Receipts against each of these orders, newest first, at most `limit` for each. */
export async function listReceiptsOfOrders(
  tx: Tx,
  orderIds: readonly string[],
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<Map<string, GoodsReceiptHeader[]>> {
  const pairs = await tx.$queryRaw<{ order_id: string; receipt_id: string }[]>`
    select asked.order_id::text, receipt.goods_receipt_id::text as receipt_id
    from jsonb_array_elements_text(${JSON.stringify(orderIds)}::jsonb) as listed(order_id),
         lateral (select listed.order_id::uuid as order_id) as asked,
         lateral (
           select distinct line.goods_receipt_id from goods_receipt_line line
           where line.purchase_order_id = asked.order_id
             and (${page.after ?? null}::uuid is null or line.goods_receipt_id < ${page.after ?? null}::uuid)
           order by line.goods_receipt_id desc limit ${page.limit}::int
         ) as receipt`
  const headers = await findGoodsReceiptHeaders(tx, [...new Set(pairs.map((pair) => pair.receipt_id))])
  const byId = new Map(headers.map((header) => [header.id, header]))
  const byOrder = new Map<string, GoodsReceiptHeader[]>(orderIds.map((orderId) => [orderId, []]))
  for (const pair of pairs) {
    const header = byId.get(pair.receipt_id)
    if (header) byOrder.get(pair.order_id)?.push(header)
  }
  return byOrder
}

/** Writes a new receipt with its lines, and its legs when it is confirmed, in one statement. */
export async function insertGoodsReceipt(tx: Tx, receipt: GoodsReceipt): Promise<void> {
  const orderIds = [...new Set(receipt.lines.map(({ purchaseOrderId }) => purchaseOrderId))]
  const header = { ...headerRow(receipt), order_ids: orderIds }
  await tx.$executeRaw`
    with receipt as (
      insert into goods_receipt
        (id, company_id, number, status, supplier_id, warehouse_id, received_on, order_currency, exchange_rate, currency,
         net_value_minor, estimate_mode, version, created_at, confirmed_at, order_ids)
      select * from jsonb_to_record(${JSON.stringify(header)}::jsonb) as r(
        id uuid, company_id uuid, number text, status text, supplier_id uuid, warehouse_id uuid, received_on date,
        order_currency text, exchange_rate numeric, currency text, net_value_minor bigint, estimate_mode text, version int,
        created_at timestamptz, confirmed_at timestamptz, order_ids uuid[])
      returning id, company_id, status
    ), leg as (
      insert into document_leg (document_id, kind, company_id, document_type, state, awaited)
      select id, kind, company_id, 'GOODS_RECEIPT', 'PENDING', awaited
      from receipt, (values ('LEDGER', ${vouchersOf(receipt)}::int), ('STOCK', 1)) as legs(kind, awaited)
      where status = 'CONFIRMED'
    )
    insert into goods_receipt_line
      (id, company_id, goods_receipt_id, line_number, purchase_order_id, purchase_order_line_id, item_id, unit,
       unit_numerator, unit_denominator, quantity, base_quantity, net_value_minor, order_value_minor,
       transit_base_quantity, transit_value_minor, invoiced_base_quantity, invoiced_value_minor)
    select line.id, receipt.company_id, receipt.id, line_number, purchase_order_id, purchase_order_line_id, item_id, unit,
           unit_numerator, unit_denominator, quantity, base_quantity, net_value_minor, order_value_minor,
           transit_base_quantity, transit_value_minor, transit_base_quantity, transit_value_minor
    from receipt, jsonb_to_recordset(${JSON.stringify(receipt.lines.map(lineRow))}::jsonb) as line(
      id uuid, line_number int, purchase_order_id uuid, purchase_order_line_id uuid, item_id uuid, unit text,
      unit_numerator bigint, unit_denominator bigint, quantity numeric, base_quantity numeric, net_value_minor bigint,
      order_value_minor bigint, transit_base_quantity numeric, transit_value_minor bigint)`
}

/** Writes what confirming a draft added, and its legs. Throws StaleDocument when the draft is not the one that was read. */
export async function saveConfirmedGoodsReceipt(
  tx: Tx,
  receipt: ConfirmedGoodsReceipt,
): Promise<ConfirmedGoodsReceipt> {
  const next = { ...receipt, version: receipt.version + 1 }
  const written = await tx.$executeRaw`
    with receipt as (
      update goods_receipt
      set status = 'CONFIRMED', net_value_minor = ${next.netValue.minor}::bigint, estimate_mode = ${next.estimateMode}, confirmed_at = ${next.confirmedAt},
          version = ${next.version}::int
      where id = ${next.id}::uuid and version = ${receipt.version}::int
      returning id, company_id
    ), leg as (
      insert into document_leg (document_id, kind, company_id, document_type, state, awaited)
      select id, kind, company_id, 'GOODS_RECEIPT', 'PENDING', awaited
      from receipt, (values ('LEDGER', ${vouchersOf(next)}::int), ('STOCK', 1)) as legs(kind, awaited)
    )
    update goods_receipt_line line
    set net_value_minor = valued.net_value_minor, order_value_minor = valued.order_value_minor,
        transit_base_quantity = valued.transit_base_quantity, transit_value_minor = valued.transit_value_minor,
        invoiced_base_quantity = valued.transit_base_quantity, invoiced_value_minor = valued.transit_value_minor
    from receipt, jsonb_to_recordset(${JSON.stringify(next.lines.map(lineRow))}::jsonb)
      as valued(id uuid, net_value_minor bigint, order_value_minor bigint, transit_base_quantity numeric,
                transit_value_minor bigint)
    where line.id = valued.id and line.goods_receipt_id = receipt.id`
  if (written !== next.lines.length) throw new StaleDocument('goods receipt', receipt.id)
  return next
}

/** Writes the header's next version. Throws StaleDocument when it is not the one that was read. */
export async function saveGoodsReceipt(tx: Tx, receipt: GoodsReceipt): Promise<GoodsReceipt> {
  const { count } = await tx.goodsReceipt.updateMany({
    where: { id: receipt.id, version: receipt.version },
    data: { status: receipt.status, version: receipt.version + 1 },
  })
  if (count === 0) throw new StaleDocument('goods receipt', receipt.id)
  return { ...receipt, version: receipt.version + 1 }
}

/** How many vouchers say what a receipt does: its own, and that of goods that were on their way. */
function vouchersOf({ lines }: Pick<GoodsReceipt, 'lines'>): number {
  return lines.some(({ transitBaseQuantity }) => transitBaseQuantity.gt(0)) ? 2 : 1
}

function headerRow(receipt: GoodsReceiptHeader) {
  return {
    id: receipt.id,
    company_id: receipt.companyId,
    number: receipt.number,
    status: receipt.status,
    supplier_id: receipt.supplierId,
    warehouse_id: receipt.warehouseId,
    received_on: receipt.receivedOn,
    order_currency: receipt.orderCurrency,
    exchange_rate: receipt.exchangeRate?.toFixed() ?? null,
    currency: receipt.currency,
    net_value_minor: receipt.netValue?.minor.toString() ?? null,
    estimate_mode: receipt.estimateMode,
    version: receipt.version,
    created_at: receipt.createdAt,
    confirmed_at: receipt.confirmedAt,
  }
}

function toHeader(row: Row): GoodsReceiptHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    status: row.status as GoodsReceiptStatus,
    supplierId: row.supplierId,
    warehouseId: row.warehouseId,
    receivedOn: dayColumn(row.receivedOn),
    orderCurrency: currencyColumn(row.orderCurrency),
    exchangeRate: row.exchangeRate === null ? null : decimalColumn(row.exchangeRate),
    currency,
    estimateMode: row.estimateMode as EstimateMode,
    netValue: row.netValueMinor === null ? null : moneyColumn(row.netValueMinor, currency),
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
  }
}
