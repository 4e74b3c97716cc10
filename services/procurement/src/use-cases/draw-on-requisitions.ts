import { beyondRequisitions, type RequisitionExceeded } from '../domain/order-requisitions.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import { countOrdered, lockOrderableLines } from '../store/requisition-lines.ts'
import type { Tx } from './unit.ts'

/** The requisition lines that an order takes from. */
export function requisitionLinesOf({ lines }: Pick<PurchaseOrder, 'lines'>): string[] {
  return lines.flatMap(({ requisitionLineId }) => requisitionLineId ?? [])
}

/** Whether an order wants more of its requisitions than others leave of them; they are locked. */
export async function whyNotTaken(tx: Tx, order: PurchaseOrder): Promise<RequisitionExceeded | undefined> {
  const lineIds = requisitionLinesOf(order)
  return lineIds.length === 0
    ? undefined
    : beyondRequisitions(order.lines, await lockOrderableLines(tx, lineIds, order.id))
}

/** An order is given up, or says otherwise than before: what it leaves of requisitions is open again. */
export async function leaveToOthers(tx: Tx, before: PurchaseOrder): Promise<void> {
  const lineIds = requisitionLinesOf(before)
  if (lineIds.length === 0) return
  await lockOrderableLines(tx, lineIds)
  await countOrdered(tx, lineIds)
}
