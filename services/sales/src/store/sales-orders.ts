import {
  areIds,
  currencyColumn,
  dayColumn,
  factsColumn,
  idsIn,
  moneyColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { SalesOrder, SalesOrderHeader, SalesOrderStatus } from '../domain/sales-order.ts'
import { Prisma, type SalesOrder as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'
import { insertOrderLines, toOrderLine } from './sales-order-lines.ts'
import { lockWaitingFor } from './waiting-documents.ts'

export interface SalesOrderFilter {
  readonly status?: SalesOrderStatus | null | undefined
  readonly customerId?: string | null | undefined
  readonly warehouseId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly orderedFrom?: BusinessDate | null | undefined
  readonly orderedTo?: BusinessDate | null | undefined
}

export async function findSalesOrder(tx: Tx, salesOrderId: string): Promise<SalesOrder | undefined> {
  if (!isId(salesOrderId)) return undefined
  const row = await tx.salesOrder.findUnique({
    where: { id: salesOrderId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const header = toHeader(row)
  return { ...header, lines: row.lines.map((line) => toOrderLine(line, header.currency)) }
}

/** The order as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockSalesOrder(tx: Tx, salesOrderId: string): Promise<SalesOrder | undefined> {
  if (!isId(salesOrderId)) return undefined
  await tx.$executeRaw`select id from sales_order where id = ${salesOrderId}::uuid for no key update`
  return findSalesOrder(tx, salesOrderId)
}

/** The order, which nobody ends until this transaction does; others may deliver for it at the same time. */
export async function shareSalesOrder(tx: Tx, salesOrderId: string): Promise<SalesOrder | undefined> {
  if (!isId(salesOrderId)) return undefined
  await tx.$executeRaw`select id from sales_order where id = ${salesOrderId}::uuid for share`
  return findSalesOrder(tx, salesOrderId)
}

export async function findSalesOrderHeaders(tx: Tx, ids: readonly string[]): Promise<SalesOrderHeader[]> {
  return (await tx.salesOrder.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

/** An order with a quotation that its lines were ordered from. */
export interface OrderOfQuotation extends SalesOrderHeader {
  readonly quotationId: string
}

/** The orders that lines of these quotations were ordered with and that still take from them, oldest first. */
export async function findOrdersOfQuotations(tx: Tx, quotationIds: readonly string[]): Promise<OrderOfQuotation[]> {
  const pairs = await tx.$queryRaw<{ quotationId: string; salesOrderId: string }[]>`
    select distinct line.quotation_id as "quotationId", ordered.sales_order_id as "salesOrderId"
    from quotation_line line join sales_order_line ordered on ordered.quotation_line_id = line.id
    where line.quotation_id = any (${idsIn(quotationIds)}::uuid[])
    order by 2`
  const found = await findSalesOrderHeaders(
    tx,
    pairs.map(({ salesOrderId }) => salesOrderId),
  )
  const orders = new Map(found.map((order) => [order.id, order]))
  return pairs.flatMap(({ quotationId, salesOrderId }) => {
    const order = orders.get(salesOrderId)
    return order ? [{ ...order, quotationId }] : []
  })
}

export async function findSalesOrderByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<SalesOrderHeader | undefined> {
  const row = await tx.salesOrder.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listSalesOrders(
  tx: Tx,
  companyId: string,
  filter: SalesOrderFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SalesOrderHeader[]> {
  const { orderedFrom, orderedTo } = filter
  if (!areIds(filter.customerId, filter.warehouseId)) return []
  const rows = await tx.salesOrder.findMany({
    where: {
      companyId,
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.customerId == null ? {} : { customerId: filter.customerId }),
      ...(filter.warehouseId == null ? {} : { warehouseId: filter.warehouseId }),
      ...(filter.number == null ? {} : { number: filter.number }),
      ...(orderedFrom == null && orderedTo == null
        ? {}
        : {
            orderedOn: {
              ...(orderedFrom == null ? {} : { gte: toDayColumn(orderedFrom) }),
              ...(orderedTo == null ? {} : { lte: toDayColumn(orderedTo) }),
            },
          }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

export function insertSalesOrder(tx: Tx, order: SalesOrder): Promise<void> {
  return insertSalesOrders(tx, [order])
}

/** Imports of a company wait for each other until the transaction ends. */
export async function lockImports(tx: Tx, companyId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`sales-order-import ${companyId}`}, 0))`
}

/** Writes orders of one company; two statements, however many orders and lines. */
export async function insertSalesOrders(tx: Tx, orders: readonly SalesOrder[]): Promise<void> {
  const [first] = orders
  if (!first) return
  await tx.salesOrder.createMany({ data: orders.map(toRow) })
  await insertOrderLines(
    tx,
    first.companyId,
    orders.flatMap(({ lines }) => lines),
  )
}

/** The orders that were imported by these references, oldest first. */
export async function findImportedOrders(
  tx: Tx,
  companyId: string,
  references: readonly string[],
): Promise<SalesOrderHeader[]> {
  const rows = await tx.salesOrder.findMany({
    where: { companyId, externalReference: { in: [...references] } },
    orderBy: { id: 'asc' },
  })
  return rows.map(toHeader)
}

/** Writes the next version of the order itself and returns it. Throws StaleDocument when it is not the one that was read. */
export async function saveSalesOrder(tx: Tx, order: SalesOrder): Promise<SalesOrder> {
  const next = { ...order, version: order.version + 1 }
  const { count } = await tx.salesOrder.updateMany({
    where: { id: order.id, version: order.version },
    data: toRow(next),
  })
  if (count === 0) throw new StaleDocument('sales order', order.id)
  return next
}

/** The newest order of a customer that is no promise yet and that this person wrote some of. */
export async function findUnpromisedOrderBy(
  tx: Tx,
  { customerId, userId }: { readonly customerId: string; readonly userId: string },
): Promise<string | undefined> {
  const [order] = await tx.$queryRaw<{ id: string }[]>`
    select id from sales_order
    where customer_id = ${customerId}::uuid and status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD')
      and ${userId}::uuid = any (author_ids)
    order by id desc limit 1`
  return order?.id
}

/** Whoever wrote some of an order of this customer that is no promise yet. */
export async function authorsOfUnpromisedOrders(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct unnest(author_ids) as id from sales_order
    where customer_id = ${customerId}::uuid and status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD')
    order by id limit 500`
  return rows.map(({ id }) => id)
}

/** The orders that wait for one of these approvals, locked in the order of their ids. */
export async function lockOrdersWaitingFor(tx: Tx, approvalIds: readonly string[]): Promise<SalesOrder[]> {
  const rows = await tx.salesOrder.findMany({
    where: { id: { in: await lockWaitingFor(tx, 'SALES_ORDER', approvalIds) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return rows.map(({ lines, ...row }) => {
    const header = toHeader(row)
    return { ...header, lines: lines.map((line) => toOrderLine(line, header.currency)) }
  })
}

/** Writes where these orders stand once their approval was decided, which are locked; one statement for all. */
export async function saveDecidedOrders(tx: Tx, orders: readonly SalesOrder[]): Promise<SalesOrder[]> {
  const rows = orders.map(({ id, status, approval, sagaId, hold }) => ({
    ...{ id, status, state: approval?.state, saga: sagaId, reason: hold?.reason, facts: hold?.facts },
  }))
  await tx.$executeRaw`
    update sales_order as stored
    set status = now.status, approval_state = now.state, saga_id = now.saga, hold_reason = now.reason,
        hold_facts = now.facts, version = stored.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as now(id uuid, status text, state text, saga uuid, reason text, facts jsonb)
    where stored.id = now.id`
  return orders.map((order) => ({ ...order, version: order.version + 1 }))
}

function toHeader(row: Row): SalesOrderHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    externalReference: row.externalReference,
    importId: row.importId,
    status: row.status as SalesOrderStatus,
    customerId: row.customerId,
    warehouseId: row.warehouseId,
    orderedOn: dayColumn(row.orderedOn),
    requestedOn: row.requestedOn === null ? null : dayColumn(row.requestedOn),
    currency,
    pricesIncludeTax: row.pricesIncludeTax,
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    gross: moneyColumn(row.grossMinor, currency),
    createdBy: row.createdBy,
    authorIds: row.authorIds,
    approval: toApproval(row),
    creditOverride: toOverride(row),
    sagaId: row.sagaId,
    hold: row.holdReason === null ? null : { reason: row.holdReason, facts: factsColumn(row.holdFacts) },
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
    endedAt: row.endedAt,
  }
}

function toOverride({ creditOverrideReason: reason, creditOverrideBy: by, creditOverrideAt: at }: Row) {
  return reason === null || by === null || at === null ? null : { reason, by, at }
}

function toRow({
  lines: _,
  net,
  tax,
  gross,
  orderedOn,
  requestedOn,
  hold,
  creditOverride,
  approval,
  ...order
}: SalesOrder) {
  return {
    ...order,
    authorIds: [...order.authorIds],
    orderedOn: toDayColumn(orderedOn),
    requestedOn: requestedOn === null ? null : toDayColumn(requestedOn),
    netMinor: net.minor,
    taxMinor: tax.minor,
    grossMinor: gross.minor,
    ...approvalColumns(approval),
    creditOverrideReason: creditOverride?.reason ?? null,
    creditOverrideBy: creditOverride?.by ?? null,
    creditOverrideAt: creditOverride?.at ?? null,
    holdReason: hold?.reason ?? null,
    holdFacts: hold ? { ...hold.facts } : Prisma.DbNull,
  }
}
