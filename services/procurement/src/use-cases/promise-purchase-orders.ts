import type { PayloadOf, reserveBudget } from '@erp/contracts'
import { formatMoney, formatQuantity, newId } from '@erp/values'
import { netReceived } from '../domain/amend-purchase-order.ts'
import { askBudget, type RevisionToCome } from '../domain/order-budget.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import { keepRevisions } from '../store/purchase-order-revisions.ts'
import { findBudgetedItems, findItems } from '../store/replicated-facts.ts'
import { announcePurchaseOrders } from './announce-purchase-order.ts'
import type { Tx, Unit } from './unit.ts'

/** What an order will spend, as finance is asked to reserve it. */
export type OrderSpending = PayloadOf<typeof reserveBudget>
/** Asks finance to reserve what an order will spend, in the transaction of the order. */
export type StartReserving = (unit: Unit, sagaId: string, spending: OrderSpending) => Promise<void>
export type RevisionOf = (order: PurchaseOrder) => RevisionToCome

/**
 * Orders that could be promises, as they are to be written: those that spend what is budgeted, or did before, ask for that
 * first. A company without a budget pays one statement that finds nothing.
 */
export async function askingBudgets(
  { tx, now }: Unit,
  orders: readonly PurchaseOrder[],
  revisionOf: RevisionOf,
): Promise<PurchaseOrder[]> {
  const itemIds = orders.flatMap(({ lines }) => lines.map(({ itemId }) => itemId))
  const budgeted = await findBudgetedItems(tx, itemIds, now.toISOString().slice(0, 4))
  return orders.map((order) => {
    const asks = order.budget !== null || order.lines.some(({ itemId }) => budgeted.has(itemId))
    return asks ? askBudget(order, { sagaId: newId(), askedFor: revisionOf(order) }, now) : order
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
  await askToReserve(
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
      const { reason, username } = revisionOf(order)
      return { order, reason, recordedAt: unit.now, recordedBy: username }
    }),
  )
  await announcePurchaseOrders(unit, orders)
}

/** Has finance reserve what these orders will spend, or give back what they do not spend any more. */
export async function askToReserve(
  unit: Unit,
  orders: readonly PurchaseOrder[],
  startReserving: StartReserving,
): Promise<void> {
  if (orders.length === 0) return
  const items = await itemsOf(unit.tx, orders)
  for (const order of orders)
    if (order.budget !== null) await startReserving(unit, order.budget.sagaId, spendingOf(order, items))
}

function itemsOf(tx: Tx, orders: readonly PurchaseOrder[]): Promise<ReadonlyMap<string, ItemFacts>> {
  return findItems(
    tx,
    orders.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)),
  )
}

/** What an order will spend; nothing more for lines that are closed. */
function spendingOf(order: PurchaseOrder, items: ReadonlyMap<string, ItemFacts>): OrderSpending {
  return {
    ...{ companyId: order.companyId, documentType: 'PURCHASE_ORDER', documentId: order.id },
    ...{ documentNumber: order.number, documentVersion: order.version, currency: order.currency },
    despiteBudget: order.status === 'CONFIRMED' || (order.budget?.override ?? null) !== null,
    lines: order.lines.filter(({ closedAt }) => closedAt === null).map((line) => lineOf(line, items)),
  }
}

function lineOf(line: PurchaseOrderLine, items: ReadonlyMap<string, ItemFacts>): OrderSpending['lines'][number] {
  const item = items.get(line.itemId)
  if (!item) throw new Error(`The item ${line.itemId} of an order is not known`)
  return {
    ...{ lineId: line.id, itemClass: item.itemClass, net: formatMoney(line.net) },
    ...{ quantity: formatQuantity(line.baseQuantity), receivedQuantity: formatQuantity(netReceived(line)) },
    ...(line.departmentId === null ? {} : { departmentId: line.departmentId }),
  }
}
