import { documentsMoved } from '@erp/service-kit'
import { holdForBudget, type OrderBudget, type OrderBudgetShortage, reserveBudget } from '../domain/order-budget.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import { findPurchaseOrder, lockPurchaseOrder, saveOrderBudget, savePurchaseOrder } from '../store/purchase-orders.ts'
import { promisePurchaseOrders } from './promise-purchase-orders.ts'
import type { Unit } from './unit.ts'

/** Which process has asked budgets for which order. */
export interface BudgetAttempt {
  readonly purchaseOrderId: string
  readonly sagaId: string
}

/** What the order will spend is reserved: it is a promise, and the others are told. */
export async function completePurchaseOrder(
  unit: Unit,
  { purchaseOrderId, sagaId }: BudgetAttempt,
  shortages: readonly OrderBudgetShortage[],
): Promise<void> {
  const order = await findConfirming(unit, { purchaseOrderId, sagaId })
  const saved = await savePurchaseOrder(unit.tx, reserveBudget(order, shortages, unit.now))
  await promisePurchaseOrders(unit, [saved], () => order.budget.askedFor)
  documentsMoved(unit, [saved.id])
}

/** Nothing new is reserved: a clerk sees why. */
export async function holdPurchaseOrder(
  unit: Unit,
  attempt: BudgetAttempt,
  refusal: Pick<OrderBudget, 'state' | 'shortages'>,
): Promise<void> {
  const order = await findConfirming(unit, attempt)
  const held = await savePurchaseOrder(unit.tx, holdForBudget(order, refusal, unit.now))
  documentsMoved(unit, [held.id])
}

/** Finance took in what a promise gave back, or nobody knows yet whether it did. The order says nothing else than before. */
export async function noteOrderBudget(
  unit: Unit,
  { purchaseOrderId, sagaId }: BudgetAttempt,
  state: 'RESERVED' | 'BLOCKED',
): Promise<void> {
  const order = await lockPurchaseOrder(unit.tx, purchaseOrderId)
  if (order?.budget?.sagaId !== sagaId) return
  await saveOrderBudget(unit.tx, { ...order, budget: { ...order.budget, state, changedAt: unit.now } })
  documentsMoved(unit, [order.id])
}

/** The order as its own attempt left it: nothing else changes an order while it is CONFIRMING. */
async function findConfirming(
  { tx }: Unit,
  { purchaseOrderId, sagaId }: BudgetAttempt,
): Promise<PurchaseOrder & { readonly budget: OrderBudget }> {
  const order = await findPurchaseOrder(tx, purchaseOrderId)
  if (order?.status !== 'CONFIRMING' || order.budget?.sagaId !== sagaId)
    throw new Error(`The purchase order ${purchaseOrderId} is not being confirmed by ${sagaId}`)
  return { ...order, budget: order.budget }
}
