import { formatMoney, formatQuantity, newId } from '@erp/values'
import { netReceived } from '../domain/amend-purchase-order.ts'
import type { RevisionToCome } from '../domain/document-budget.ts'
import { askForOrder, type PurchaseOrder } from '../domain/purchase-order.ts'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import { keepRevisions } from '../store/purchase-order-revisions.ts'
import { findRequisitionsOfLines, type RequisitionOfLine } from '../store/requisition-lines.ts'
import { announcePurchaseOrders } from './announce-purchase-order.ts'
import { askToReserve, itemClassOf, type Spending, type StartReserving, whoSpends } from './ask-budgets.ts'
import { ofAnybody, requisitionLinesOf } from './draw-on-demand.ts'
import type { Tx, Unit } from './unit.ts'

export type RevisionOf = (order: PurchaseOrder) => RevisionToCome

/**
 * Orders that could be promises, as they are to be written: those that spend what is budgeted, did before, or take over what a
 * requisition reserved ask for that first.
 */
export async function askingBudgets(
  unit: Unit,
  orders: readonly PurchaseOrder[],
  revisionOf: RevisionOf,
): Promise<PurchaseOrder[]> {
  const { tx, now } = unit
  const spends = await whoSpends(unit, orders)
  const sources = await sourcesOf(tx, orders)
  return orders.map((order) => {
    const takesOver = requisitionLinesOf(order).some((lineId) => sources.get(lineId)?.reserves)
    return spends(order) || takesOver
      ? askForOrder(order, { sagaId: newId(), askedFor: revisionOf(order) }, now)
      : order
  })
}

/** Goes on with orders once they are written: they are promises, or finance is asked what they need for that. */
export async function promiseOrAsk(
  unit: Unit,
  orders: readonly PurchaseOrder[],
  { revisionOf, startReserving }: { readonly revisionOf: RevisionOf; readonly startReserving: StartReserving },
): Promise<void> {
  await promisePurchaseOrders(
    unit,
    orders.filter(({ status }) => status === 'CONFIRMED'),
    revisionOf,
  )
  await askForOrders(
    unit,
    orders.filter(({ status }) => status === 'CONFIRMING'),
    startReserving,
  )
}

/** Keeps what orders say as their newest revision, and tells the others. */
export async function promisePurchaseOrders(
  unit: Unit,
  orders: readonly PurchaseOrder[],
  revisionOf: RevisionOf,
): Promise<void> {
  if (orders.length === 0) return
  await keepRevisions(
    unit.tx,
    orders.map((order) => {
      const { reason, madeBy } = revisionOf(order)
      return { order, reason, recordedAt: unit.now, madeBy }
    }),
  )
  await announcePurchaseOrders(unit, orders)
}

/** Has finance reserve what these orders will spend, or give back what they do not spend any more. */
export async function askForOrders(unit: Unit, orders: readonly PurchaseOrder[], start: StartReserving): Promise<void> {
  if (orders.length === 0) return
  const sources = await sourcesOf(unit.tx, orders)
  await askToReserve(unit, orders, { spendingOf: (order, items) => spendingOf(order, items, sources), start })
}

/** The requisitions that lines of orders were asked for with, by the line there. */
function sourcesOf(tx: Tx, orders: readonly PurchaseOrder[]): Promise<ReadonlyMap<string, RequisitionOfLine>> {
  return ofAnybody(tx, () => findRequisitionsOfLines(tx, orders.flatMap(requisitionLinesOf)))
}

/** What an order will spend; nothing more for lines that are closed. */
function spendingOf(
  order: PurchaseOrder,
  items: ReadonlyMap<string, ItemFacts>,
  sources: ReadonlyMap<string, RequisitionOfLine>,
): Spending {
  const takesOver = order.lines.flatMap((line) => takeoverOf(line, sources) ?? [])
  return {
    ...{ companyId: order.companyId, documentType: 'PURCHASE_ORDER', documentId: order.id },
    ...{ documentNumber: order.number, documentVersion: order.version, currency: order.currency },
    despiteBudget: order.status === 'CONFIRMED' || (order.budget?.override ?? null) !== null,
    lines: order.lines.filter(({ closedAt }) => closedAt === null).map((line) => lineOf(line, items)),
    ...(takesOver.length === 0 ? {} : { takesOver }),
  }
}

function lineOf(line: PurchaseOrderLine, items: ReadonlyMap<string, ItemFacts>): Spending['lines'][number] {
  return {
    ...{ lineId: line.id, itemClass: itemClassOf(line, items), net: formatMoney(line.net) },
    ...{ quantity: formatQuantity(line.baseQuantity), receivedQuantity: formatQuantity(netReceived(line)) },
    ...(line.departmentId === null ? {} : { departmentId: line.departmentId }),
    ...(line.projectId === null ? {} : { projectId: line.projectId }),
  }
}

/** How much of a requisition's line comes through the order: of a closed line what has come, as the requisition counts it ordered. */
function takeoverOf(
  { id: lineId, requisitionLineId: fromLineId, closedAt, baseQuantity, receivedBaseQuantity }: PurchaseOrderLine,
  sources: ReadonlyMap<string, RequisitionOfLine>,
): NonNullable<Spending['takesOver']>[number] | undefined {
  const source = fromLineId === null ? undefined : sources.get(fromLineId)
  if (fromLineId === null || !source) return undefined
  const quantity = formatQuantity(closedAt === null ? baseQuantity : receivedBaseQuantity)
  return { lineId, fromDocumentId: source.requisitionId, fromLineId, quantity }
}
