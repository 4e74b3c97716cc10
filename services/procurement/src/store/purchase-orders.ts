import { areIds, currencyColumn, dayColumn, idsIn, moneyColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { PurchaseOrder, PurchaseOrderHeader, PurchaseOrderStatus } from '../domain/purchase-order.ts'
import type { PurchaseOrder as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import { askedForColumn, budgetColumns, toBudget } from './budget-columns.ts'
import type { Tx } from './database.ts'
import { insertOrderLines, noteWarehouses, toOrderLine } from './purchase-order-lines.ts'

export interface PurchaseOrderFilter {
  readonly status?: PurchaseOrderStatus | null | undefined
  readonly supplierId?: string | null | undefined
  readonly number?: string | null | undefined
  readonly orderedFrom?: BusinessDate | null | undefined
  readonly orderedTo?: BusinessDate | null | undefined
}

/** The order with the lines that hold now. */
export async function findPurchaseOrder(tx: Tx, purchaseOrderId: string): Promise<PurchaseOrder | undefined> {
  if (!isId(purchaseOrderId)) return undefined
  const row = await tx.purchaseOrder.findUnique({
    where: { id: purchaseOrderId },
    include: { lines: { where: { removed: false }, orderBy: { lineNumber: 'asc' } } },
  })
  if (!row) return undefined
  const header = toHeader(row)
  return { ...header, lines: row.lines.map((line) => toOrderLine(line, header.currency)) }
}

/** The same, with the order and then its lines locked in the order of their ids, so that no receipt comes in between. */
export async function lockPurchaseOrder(tx: Tx, purchaseOrderId: string): Promise<PurchaseOrder | undefined> {
  if (!isId(purchaseOrderId)) return undefined
  await tx.$executeRaw`
    with header as (
      select id from purchase_order where id = ${purchaseOrderId}::uuid for no key update)
    select line.id from purchase_order_line line join header on header.id = line.purchase_order_id
    order by line.id for no key update of line`
  return findPurchaseOrder(tx, purchaseOrderId)
}

export async function findPurchaseOrderHeaders(tx: Tx, ids: readonly string[]): Promise<PurchaseOrderHeader[]> {
  return (await tx.purchaseOrder.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findPurchaseOrderByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<PurchaseOrderHeader | undefined> {
  const row = await tx.purchaseOrder.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listPurchaseOrders(
  tx: Tx,
  companyId: string,
  filter: PurchaseOrderFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PurchaseOrderHeader[]> {
  const { orderedFrom, orderedTo } = filter
  if (!areIds(filter.supplierId)) return []
  const rows = await tx.purchaseOrder.findMany({
    where: {
      companyId,
      ...(filter.status == null ? {} : { status: filter.status }),
      ...(filter.supplierId == null ? {} : { supplierId: filter.supplierId }),
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

/** Orders of one company with their lines, in two statements. */
export async function insertPurchaseOrders(tx: Tx, orders: readonly PurchaseOrder[]): Promise<void> {
  await tx.purchaseOrder.createMany({ data: orders.map(toRow) })
  const [first] = orders
  if (!first) return
  await insertOrderLines(
    tx,
    first.companyId,
    orders.flatMap(({ lines }) => lines),
  )
  await noteWarehouses(
    tx,
    orders.map(({ id }) => id),
  )
}

/** The orders that were carried down from requisitions at once, by number. */
export async function findOrdersOfRun(tx: Tx, runId: string): Promise<PurchaseOrderHeader[]> {
  if (!isId(runId)) return []
  return (await tx.purchaseOrder.findMany({ where: { runId }, orderBy: { number: 'asc' } })).map(toHeader)
}

/** An order that has something of a requisition. */
export type OrderOfRequisition = PurchaseOrderHeader & { readonly requisitionId: string }

/** The orders that have something of these requisitions, oldest first. */
export async function findOrdersOfRequisitions(
  tx: Tx,
  requisitionIds: readonly string[],
): Promise<OrderOfRequisition[]> {
  const ids = JSON.stringify(idsIn(requisitionIds))
  const pairs = await tx.$queryRaw<{ requisition_id: string; id: string }[]>`
    select distinct needed.requisition_id, line.purchase_order_id as id
    from purchase_requisition_line as needed join purchase_order_line as line on line.requisition_line_id = needed.id
    join purchase_order as ordered on ordered.id = line.purchase_order_id
    where needed.requisition_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
      and not line.removed and ordered.status <> 'CANCELLED'
    order by id`
  const headers = await findPurchaseOrderHeaders(
    tx,
    pairs.map(({ id }) => id),
  )
  const byId = new Map(headers.map((header) => [header.id, header]))
  return pairs.flatMap(({ requisition_id: requisitionId, id }) => {
    const header = byId.get(id)
    return header ? [{ ...header, requisitionId }] : []
  })
}

/** Writes the next version of the order itself and returns it. Throws StaleDocument when it is not the one that was read. */
export async function savePurchaseOrder(tx: Tx, order: PurchaseOrder): Promise<PurchaseOrder> {
  const next = { ...order, version: order.version + 1 }
  const { count } = await tx.purchaseOrder.updateMany({
    where: { id: order.id, version: order.version },
    data: toRow(next),
  })
  if (count === 0) throw new StaleDocument('purchase order', order.id)
  return next
}

/** Writes how what the order asked of budgets stands, and nothing else; the order is locked. */
export async function saveOrderBudget(tx: Tx, { id, budget }: Pick<PurchaseOrder, 'id' | 'budget'>): Promise<void> {
  await tx.purchaseOrder.update({ where: { id }, data: budgetColumns(budget) })
}

/** The orders that wait for one of these approvals, locked in the order of their ids. */
export async function lockOrdersWaitingFor(tx: Tx, approvalIds: readonly string[]): Promise<PurchaseOrder[]> {
  const wanted = JSON.stringify(idsIn(approvalIds))
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from purchase_order
    where approval_id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb)))
      and status = 'PENDING_APPROVAL'
    order by id for no key update`
  const rows = await tx.purchaseOrder.findMany({
    where: { id: { in: locked.map(({ id }) => id) } },
    include: { lines: { where: { removed: false }, orderBy: { lineNumber: 'asc' } } },
  })
  return rows.map((row) => {
    const header = toHeader(row)
    return { ...header, lines: row.lines.map((line) => toOrderLine(line, header.currency)) }
  })
}

/** Writes where these orders stand, which are locked, and how their approvals stand; one statement for all. */
export async function saveOrderApprovals(tx: Tx, orders: readonly PurchaseOrder[]): Promise<PurchaseOrder[]> {
  const rows = orders.map(({ id, status, confirmedAt, approval, budget }) => ({
    ...{ id, status, confirmed_at: confirmedAt, state: approval?.state, reason: approval?.reason },
    ...{ changed_at: approval?.changedAt, approved: approval?.approvedGross?.minor.toString() },
    ...{
      saga: budget?.sagaId,
      budget_state: budget?.state,
      asked_for: askedForColumn(budget),
      asked_at: budget?.changedAt,
    },
  }))
  await tx.$executeRaw`
    update purchase_order as stored
    set status = now.status, confirmed_at = now.confirmed_at, approval_state = now.state, approval_reason = now.reason,
        approval_changed_at = now.changed_at, approved_gross_minor = now.approved, budget_saga_id = now.saga, budget_state = now.budget_state,
        budget_asked_for = now.asked_for, budget_changed_at = now.asked_at, version = stored.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as now(
      id uuid, status text, confirmed_at timestamptz, state text, reason text, changed_at timestamptz, approved bigint,
      saga uuid, budget_state text, asked_for jsonb, asked_at timestamptz)
    where stored.id = now.id`
  return orders.map((order) => ({ ...order, version: order.version + 1 }))
}

function toHeader(row: Row): PurchaseOrderHeader {
  const currency = currencyColumn(row.currency)
  return {
    id: row.id,
    companyId: row.companyId,
    number: row.number,
    status: row.status as PurchaseOrderStatus,
    revision: row.revision,
    supplierId: row.supplierId,
    orderedOn: dayColumn(row.orderedOn),
    currency,
    net: moneyColumn(row.netMinor, currency),
    tax: moneyColumn(row.taxMinor, currency),
    gross: moneyColumn(row.grossMinor, currency),
    version: row.version,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
    cancelledAt: row.cancelledAt,
    createdBy: row.createdBy,
    authorIds: row.authorIds,
    runId: row.runId,
    approval: toApproval(row, row.approvedGrossMinor === null ? null : moneyColumn(row.approvedGrossMinor, currency)),
    budget: toBudget(row),
  }
}

function toRow({ lines: _, net, tax, gross, orderedOn, approval, budget, ...order }: PurchaseOrder) {
  return {
    ...order,
    authorIds: [...order.authorIds],
    orderedOn: toDayColumn(orderedOn),
    netMinor: net.minor,
    taxMinor: tax.minor,
    grossMinor: gross.minor,
    ...approvalColumns(approval),
    approvedGrossMinor: approval?.approvedGross?.minor ?? null,
    ...budgetColumns(budget),
  }
}
