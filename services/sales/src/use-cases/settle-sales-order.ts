import { documentsMoved } from '@erp/service-kit'
import type { LegKind } from '../domain/document-leg.ts'
import type { Hold, SalesOrder } from '../domain/sales-order.ts'
import { completeConfirming, holdConfirming } from '../domain/settle-sales-order.ts'
import { blockLegs, refuseLeg } from '../store/document-legs.ts'
import { saveAvailable } from '../store/sales-order-lines.ts'
import { findSalesOrder, saveSalesOrder } from '../store/sales-orders.ts'
import { announceSalesOrder } from './announce-sales-order.ts'
import { noteStockDone } from './note-legs.ts'
import type { Unit } from './unit.ts'

/** Which attempt to confirm which order has ended. */
export interface OrderAttempt {
  readonly salesOrderId: string
  readonly sagaId: string
}

/** The customer's credit and the goods of all lines are kept: the order is a promise. */
export async function completeSalesOrder(unit: Unit, attempt: OrderAttempt): Promise<void> {
  const confirming = await findConfirming(unit, attempt)
  const confirmed = await saveSalesOrder(unit.tx, completeConfirming(confirming, unit.now))
  await noteStockDone(unit, confirmed.id)
  await announceSalesOrder(unit, confirmed)
}

/** Which of its legs an order is held for, and why; `shortages` of the lines whose goods fell short. */
export interface RefusedLeg extends Hold {
  readonly kind: LegKind
  readonly shortages?: readonly { readonly lineId: string; readonly available: string; readonly requested: string }[]
}

/** Nothing is kept: a clerk sees why, and how much is left of each line whose goods fell short. */
export async function holdSalesOrder(
  unit: Unit,
  attempt: OrderAttempt,
  { kind, reason, facts: told, shortages = [] }: RefusedLeg,
): Promise<void> {
  const confirming = await findConfirming(unit, attempt)
  const [first] = shortages
  const facts = first ? { ...told, available: first.available, requested: first.requested } : told
  const held = await saveSalesOrder(unit.tx, holdConfirming(confirming, { reason, facts }, shortages))
  await saveAvailable(unit.tx, held.lines)
  await refuseLeg(unit.tx, held.id, { kind, reason, facts })
  documentsMoved(unit, [held.id])
}

/** Nobody knows yet whether what was asked was done: the legs say what is waited for. */
export async function suspendSalesOrder(unit: Unit, { salesOrderId }: OrderAttempt, reason: string): Promise<void> {
  await blockLegs(unit.tx, salesOrderId, reason)
  documentsMoved(unit, [salesOrderId])
}

/** The order as its own attempt left it: nothing else changes an order while it is CONFIRMING. */
async function findConfirming({ tx }: Unit, { salesOrderId, sagaId }: OrderAttempt): Promise<SalesOrder> {
  const order = await findSalesOrder(tx, salesOrderId)
  if (order?.status !== 'CONFIRMING' || order.sagaId !== sagaId)
    throw new Error(`The sales order ${salesOrderId} is not being confirmed by ${sagaId}`)
  return order
}
